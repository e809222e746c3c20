import Foundation

@testable import Portal

/// The pages' files as they are in the sources.
let assetsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Sources/Portal/Assets").standardizedFileURL.path

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

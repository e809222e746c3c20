internal import UrnaCommands

await UrnaCommand.runAndExit()

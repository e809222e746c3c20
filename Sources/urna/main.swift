internal import UrnaCommands

await ServeCommand.main()

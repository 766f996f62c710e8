using RlOrleans.Client.CommandLine;

return await RlCommandLine.RunAsync(args, Terminal.OfProcess());

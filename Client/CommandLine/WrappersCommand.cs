using RlOrleans.Client.Display;
using RlOrleans.Environments;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl wrappers</c>: what can be put around an environment.</summary>
internal static class WrappersCommand
{
    public static RlCommand Create() => new("wrappers", "Lists the wrappers that --wrap puts around an environment.")
    {
        Options = { CommonOptions.Json },
        Examples = [new("rl train CartPole-v1 --wrap frame-stack=4 --wrap time-limit=200", "from the inside out: the limit is around the stack")],
        Run = invocation =>
        {
            invocation.Mistakes.ThrowIfAny();
            if (invocation.Json)
            {
                RlJson.Write(invocation.Terminal.Output, new WrapperListJson(
                    [.. WrapperCatalog.All.Select(wrapper => new WrapperJson(wrapper.Name, wrapper.Usage, wrapper.Allowed, wrapper.Summary))]));
            }
            else
            {
                WriteTable(invocation.Terminal);
            }

            return Task.FromResult(ExitCodes.Success);
        },
    };

    private static void WriteTable(Terminal terminal)
    {
        var table = Tables.Create("wrapper", "what it does", "settings");
        foreach (var wrapper in WrapperCatalog.All)
            table.AddRow($"[bold]{Markup.Escape(wrapper.Usage)}[/]", Markup.Escape(wrapper.Summary), Markup.Escape(wrapper.Allowed));
        terminal.Ansi.Write(table);
    }
}

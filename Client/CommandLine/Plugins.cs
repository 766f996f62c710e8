using RlOrleans.Plugins;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary>Loads what <c>--plugin</c> names, before anything else is looked up by its name.</summary>
internal static class Plugins
{
    /// <summary>Loads every plugin that was named; each that cannot be is a mistake.</summary>
    /// <returns>Whether all are loaded: without them, names that they bring would be called unknown.</returns>
    public static bool Load(Invocation invocation)
    {
        bool all = true;
        foreach (string path in invocation.Texts(CommonOptions.Plugin))
        {
            try
            {
                PluginLoader.Default.Load(invocation.Terminal.PathOf(path));
            }
            catch (PluginException exception)
            {
                invocation.Mistakes.Add("--plugin", path, exception.Reason);
                all = false;
            }
        }

        return all;
    }

    /// <summary>The same for a command that can say nothing more without them.</summary>
    /// <exception cref="InvalidRequestException">All mistakes so far.</exception>
    public static void Require(Invocation invocation)
    {
        if (!Load(invocation))
            invocation.Mistakes.ThrowIfAny();
    }
}

using System.CommandLine;
using System.Globalization;
using RlOrleans.Environments;
using RlOrleans.Environments.Service.Sync;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>--sync host:port</c>: this process steps together with others.</summary>
internal static class SyncOption
{
    public static Option<string?> Option { get; } = new("--sync")
    {
        HelpName = "HOST:PORT",
        Description = "Step together with other processes, at the barriers of rl sync: docs/lock-step.md. Default: each at its own pace",
    };

    /// <summary>The lock-step that is asked for; null where none is.</summary>
    /// <param name="invocation">Mistakes are added to it.</param>
    /// <param name="role">What the process does: the first part of its name among the members.</param>
    /// <param name="tell">Told of members that fall silent and come back.</param>
    public static LockStepOptions? Read(Invocation invocation, string role, Action<string> tell)
    {
        if (invocation.Text(Option) is not { } text)
            return null;
        try
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{role}-{Environment.ProcessId}");
            return new LockStepOptions(LockStepOptions.ParseCoordinator(text), name) { OnTrouble = tell, Time = invocation.Terminal.Time };
        }
        catch (FormatException exception)
        {
            invocation.Mistakes.Add("--sync", text, exception.Message);
            return null;
        }
    }

    /// <summary>The environments of this process: in the lock-step, if there is one.</summary>
    public static EnvironmentRegistry Apply(LockStepOptions? lockStep)
        => lockStep is null ? EnvironmentRegistry.Default : LockStep.Join(EnvironmentRegistry.Default, lockStep);
}

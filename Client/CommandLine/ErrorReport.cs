using RlOrleans.Environments;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary>What went wrong, as lines for a person, or as an object for a program, and never as a stack trace.</summary>
internal static class ErrorReport
{
    /// <summary>Reports an exception and returns the exit code that it means.</summary>
    public static int Write(Exception exception, Terminal terminal, bool json)
    {
        var (exitCode, errors) = Describe(Innermost(exception));
        foreach (var error in errors)
            terminal.Error.WriteLine($"error: {Line(error)}");
        if (Environment.GetEnvironmentVariable("RL_DEBUG") == "1")
            terminal.Error.WriteLine(exception);
        if (json)
            RlJson.Write(terminal.Output, new ErrorJson("error", exitCode, [.. errors]));
        return exitCode;
    }

    private static (int ExitCode, IReadOnlyList<ErrorJson.Item> Errors) Describe(Exception exception) => exception switch
    {
        InvalidRequestException invalid
            => (ExitCodes.BadRequest, [.. invalid.Errors.Select(error => new ErrorJson.Item(error.Field, error.Value, error.Message))]),
        CommandException command => (command.ExitCode, [.. command.Lines.Select(Item)]),
        RunException { Code: RunErrorCode.BadRequest or RunErrorCode.NotFound } run => (ExitCodes.BadRequest, [Item(run.Message)]),
        RunException run => (ExitCodes.Failure, [Item(run.Message)]),
        UnknownEnvironmentException unknown => (ExitCodes.BadRequest, [Item(unknown.Message)]),
        OperationCanceledException => (ExitCodes.Interrupted, [Item("interrupted")]),
        IOException or UnauthorizedAccessException or InvalidDataException or OrleansException => (ExitCodes.Failure, [Item(exception.Message)]),
        _ => (ExitCodes.Failure, [Item($"{exception.Message} ({exception.GetType().Name}; RL_DEBUG=1 shows where)")]),
    };

    private static ErrorJson.Item Item(string message) => new(null, null, message);

    private static string Line(ErrorJson.Item error) => (error switch
    {
        { Field: null } => error.Message,
        { Value: null or "" } => $"{error.Field}: {error.Message}",
        _ when error.Message.Contains($"'{error.Value}'", StringComparison.Ordinal) => $"{error.Field}: {error.Message}",
        _ => $"{error.Field} '{error.Value}': {error.Message}",
    }).ReplaceLineEndings(" ");

    private static Exception Innermost(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Innermost(only),
        _ => exception,
    };
}

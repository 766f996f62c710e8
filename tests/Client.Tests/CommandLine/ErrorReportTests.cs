using System.Text.Json;
using RlOrleans.Client.CommandLine;
using RlOrleans.Environments;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests.CommandLine;

public sealed class ErrorReportTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public static TheoryData<Exception, int, string> Exceptions => new()
    {
        { new RunException(RunErrorCode.BadRequest, "run 'x' is completed"), 2, "error: run 'x' is completed\n" },
        { new RunException(RunErrorCode.NotFound, "no run 'x'"), 2, "error: no run 'x'\n" },
        { new RunException(RunErrorCode.Failed, "no good checkpoint"), 1, "error: no good checkpoint\n" },
        { new InvalidRequestException([new FieldError("--steps", "0", "too few"), new FieldError("--lanes", "", "missing")]), 2, "error: --steps '0': too few\nerror: --lanes: missing\n" },
        { new InvalidRequestException([new FieldError("--set gamma", "3", "gamma is '3', but must be less.")]), 2, "error: --set gamma: gamma is '3', but must be less.\n" },
        { new CommandException(2, "one", "two"), 2, "error: one\nerror: two\n" },
        { new IOException("No space left on device : '/runs/x'"), 1, "error: No space left on device : '/runs/x'\n" },
        { new AggregateException(new InvalidDataException("policy.bin is damaged")), 1, "error: policy.bin is damaged\n" },
        { new UnknownEnvironmentException("Pong", ["Ping"]), 2, "error: There is no environment 'Pong'. Did you mean 'Ping'?\n" },
        { new OperationCanceledException(), 130, "error: interrupted\n" },
        { new InvalidOperationException("first\nsecond"), 1, "error: first second (InvalidOperationException; RL_DEBUG=1 shows where)\n" },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Write_Exception_IsALineAndAnExitCode(Exception exception, int exitCode, string lines)
    {
        Assert.Equal(exitCode, ErrorReport.Write(exception, Terminal(), json: false));
        Assert.Equal(lines, _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Write_Json_OutputNamesWhatIsWrong()
    {
        ErrorReport.Write(new RunException(RunErrorCode.Failed, "no good checkpoint"), Terminal(), json: true);
        var json = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal(1, json.GetProperty("exit_code").GetInt32());
        Assert.Equal("no good checkpoint", json.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    private RlOrleans.Client.CommandLine.Terminal Terminal() => new(_output, _error, "/");
}

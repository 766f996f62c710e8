namespace RlOrleans.Client.Tests.CommandLine;

public sealed class ParsingTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Run_NoArguments_ShowsHelp()
    {
        Assert.Equal(0, await _shell.Run(""));
        Assert.Contains("Usage\n  rl <command> [options]", _shell.Output);
        Assert.Contains("rl train CartPole-v1", _shell.Output);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("runs")]
    [InlineData("runs list")]
    [InlineData("runs show")]
    [InlineData("runs stop")]
    [InlineData("runs resume")]
    [InlineData("replay")]
    [InlineData("environments")]
    [InlineData("algorithms")]
    [InlineData("recipes")]
    [InlineData("export")]
    [InlineData("bench runtime")]
    [InlineData("bench environments")]
    [InlineData("bench learning")]
    [InlineData("bench pipeline")]
    [InlineData("serve-environment")]
    public async Task Run_HelpOfACommand_SaysHowItIsCalled(string command)
    {
        Assert.Equal(0, await _shell.Run($"{command} --help"));
        Assert.Contains($"Usage\n  rl {command}", _shell.Output);
        Assert.Empty(_shell.Error);
    }

    [Fact]
    public async Task Run_BenchOfAnAlgorithmThatIsNotMeasured_NamesThoseThatAre()
    {
        Assert.Equal(2, await _shell.Run("bench learning dqnn"));
        Assert.Contains("error: algorithm 'dqnn': is none of those that are measured: ppo, a2c, dqn, sac", _shell.Error);
    }

    [Fact]
    public async Task Run_HelpOfTrain_NamesEveryOptionOfTheContract()
    {
        await _shell.Run("train --help");
        foreach (string option in new[] { "--algorithm", "--steps", "--seed", "--agents", "--lanes", "--record", "--set", "--out", "--dataset", "--checkpoint-every", "--json" })
            Assert.Contains($"  {option} ", _shell.Output);
    }

    [Fact]
    public async Task Run_Version_PrintsIt()
    {
        Assert.Equal(0, await _shell.Run("--version"));
        Assert.Matches(@"^rl \d+\.\d+\.\d+\n$", _shell.Output);
    }

    [Theory]
    [InlineData("trian CartPole-v1 --steps 5", "error: rl 'trian': is not a command; did you mean train?")]
    [InlineData("runs lst", "error: rl runs 'lst': is not a command; did you mean list?")]
    [InlineData("runs", "error: rl runs: needs a command: list, show, stop, resume")]
    [InlineData("train CartPole-v1 --stepz 5", "error: rl train '--stepz': is not an option; did you mean --steps?")]
    [InlineData("train --stepz 5 CartPole-v1", "error: rl train '--stepz': is not an option; did you mean --steps?")]
    [InlineData("train --stepz=5 CartPole-v1", "error: rl train '--stepz=5': is not an option; did you mean --steps?")]
    [InlineData("environments extra", "error: rl environments 'extra': is one word too many; see rl environments --help")]
    [InlineData("train CartPole-v1 --steps 5000 --steps 6000", "error: --steps '5000 6000': is given more than once")]
    [InlineData("train CartPole-v1 --steps", "error: --steps: needs a value: Environment steps to train for, over all lanes. Default: the recipe's")]
    [InlineData("train", "error: environment: is missing: What to learn, such as CartPole-v1; see rl environments.")]
    public async Task Run_WrongShape_OneLineAndExitCode2(string commandLine, string line)
    {
        Assert.Equal(2, await _shell.Run(commandLine));
        Assert.Equal([line], _shell.ErrorLines);
        Assert.Empty(_shell.Output);
        Assert.Empty(_shell.Files);
    }

    [Theory]
    [InlineData("--steps", "-5", "must be a whole number from 1 to 1,000,000,000,000")]
    [InlineData("--steps", "0", "must be a whole number from 1 to 1,000,000,000,000")]
    [InlineData("--steps", "many", "must be a whole number from 1 to 1,000,000,000,000")]
    [InlineData("--steps", "1.5", "must be a whole number from 1 to 1,000,000,000,000")]
    [InlineData("--steps", "1e40", "must be a whole number from 1 to 1,000,000,000,000")]
    [InlineData("--steps", "99999999999999999999999999999999", "must be a whole number from 1 to 1,000,000,000,000")]
    [InlineData("--seed", "-1", "must be a whole number from 0 to 18446744073709551615")]
    [InlineData("--seed", "18446744073709551616", "must be a whole number from 0 to 18446744073709551615")]
    [InlineData("--agents", "0", "must be a whole number from 1 to 4,096")]
    [InlineData("--lanes", "65537", "must be a whole number from 1 to 65,536")]
    [InlineData("--record", "some", "must be one of none, evaluation, all")]
    [InlineData("--checkpoint-every", "0", "must be a whole number from 1 to 2,147,483,647")]
    [InlineData("--set", "gamma", "must be key=value, such as learning_rate=0.001")]
    [InlineData("--set", "=1", "must be key=value, such as learning_rate=0.001")]
    public async Task Train_ValueThatIsNotAllowed_NamesFieldValueAndRange(string option, string value, string message)
    {
        Assert.Equal(2, await _shell.Run(["train", "CartPole-v1", option, value]));
        Assert.Equal([$"error: {option} '{value}': {message}"], _shell.ErrorLines);
        Assert.Empty(_shell.Files);
    }

    [Fact]
    public async Task Train_ManyMistakes_AllAreToldAtOnce()
    {
        Assert.Equal(2, await _shell.Run("train CartPol-v1 --steps -5 --seed x --bogus --lanes 0"));
        Assert.Equal(5, _shell.ErrorLines.Count);
        Assert.All(new[] { "'CartPol-v1'", "'-5'", "'x'", "'--bogus'", "'0'" }, value => Assert.Contains(value, _shell.Error));
        Assert.Contains("did you mean CartPole-v1?", _shell.Error);
        Assert.Empty(_shell.Files);
    }

    [Fact]
    public async Task Train_UnknownAlgorithm_ListsThoseThereAre()
    {
        Assert.Equal(2, await _shell.Run("train CartPole-v1 --algorithm pop"));
        Assert.Contains("error: --algorithm 'pop': must be one of ppo, ", _shell.Error);
    }

    [Fact]
    public async Task Train_UnknownHyperparameter_ListsNearOnes()
    {
        Assert.Equal(2, await _shell.Run("train CartPole-v1 --set learning_rat=0.1 --set gamma=3"));
        Assert.Equal(2, _shell.ErrorLines.Count);
        Assert.Contains("learning_rate?", _shell.Error);
        Assert.Contains("gamma", _shell.ErrorLines[1]);
        Assert.Contains("a number from 0 to 1", _shell.ErrorLines[1]);
    }

    [Fact]
    public async Task Train_FolderBelowAFile_RefusesBothFolders()
    {
        File.WriteAllText(Path.Combine(_shell.WorkingDirectory, "file"), "");
        Assert.Equal(2, await _shell.Run("train CartPole-v1 --out file/runs --dataset file"));
        Assert.Equal(2, _shell.ErrorLines.Count);
        Assert.StartsWith("error: --out 'file/runs': cannot be created", _shell.ErrorLines[0]);
        Assert.StartsWith("error: --dataset", _shell.ErrorLines[1]);
        Assert.Single(_shell.Files);
    }

    [Fact]
    public async Task Train_MistakeWithJson_OutputIsOneObjectThatNamesIt()
    {
        Assert.Equal(2, await _shell.Run("train CartPole-v1 --steps -5 --json"));
        Assert.Equal("error", _shell.Json.GetProperty("status").GetString());
        Assert.Equal(2, _shell.Json.GetProperty("exit_code").GetInt32());
        var error = Assert.Single(_shell.Json.GetProperty("errors").EnumerateArray());
        Assert.Equal("--steps", error.GetProperty("field").GetString());
        Assert.Equal("-5", error.GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("evaluate latest")]
    [InlineData("runs show latest")]
    [InlineData("runs stop latest")]
    [InlineData("runs resume latest")]
    public async Task Run_NoFolderOfRuns_SaysSoAndLeavesNone(string commandLine)
    {
        Assert.Equal(2, await _shell.Run(commandLine));
        Assert.Contains("there is no folder of runs at runs", Assert.Single(_shell.ErrorLines));
        Assert.Empty(_shell.Files);
    }
}

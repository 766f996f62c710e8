using System.Collections.Immutable;
using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl queue</c>: what waits for workers, and the messages that none of them could do anything with.</summary>
internal static class QueueCommand
{
    private const int DefaultCount = 100;

    private static readonly Option<string?> Count = new("--count") { HelpName = "N", Description = $"How many, the oldest first. Default: {DefaultCount}" };

    public static RlCommand Create() => new("queue", "Shows what waits for workers, and looks after dead letters.")
    {
        Subcommands =
        {
            new RlCommand("show", "Counts the messages that wait and the dead letters.")
            {
                Options = { PipelineArguments.RabbitMq, CommonOptions.Json },
                Run = Show,
            },
            new RlCommand("dead", "Messages that no worker could do anything with.")
            {
                Subcommands =
                {
                    Dead("list", "Lists them with the reason; they stay where they are.", (letters, count, _) => letters.ListAsync(count, default)),
                    Dead("retry", "Puts them back into the queue.", (letters, count, staging) => letters.RetryAsync(count, staging, default), PipelineArguments.Redis),
                    Dead("drop", "Deletes them. What they were about stays in Redis.", (letters, count, _) => letters.DropAsync(count, default)),
                },
            },
        },
        Examples =
        [
            new("rl queue show --rabbitmq amqp://pacman@localhost", "how much waits"),
            new("rl queue dead list --rabbitmq amqp://pacman@localhost", "what went wrong, and why"),
            new("rl queue dead retry --rabbitmq amqp://pacman@localhost --redis localhost:6379", "after it was mended"),
        ],
    };

    private static RlCommand Dead(
        string name, string description, Func<DeadLetters, int, IStagingArea?, Task<ImmutableArray<DeadLetter>>> act, params ReadOnlySpan<Option> more)
    {
        var command = new RlCommand(name, description)
        {
            Options = { PipelineArguments.RabbitMq, Count, CommonOptions.Json },
            Run = async invocation =>
            {
                int count = invocation.Mistakes.Integer("--count", invocation.Text(Count), 1, DeadLetters.MaxCount) ?? DefaultCount;
                var redis = invocation.Text(PipelineArguments.Redis) is { } text ? PipelineArguments.ReadRedis(invocation, text) : null;
                await using var letters = Open(invocation);
                await using var staging = redis is null ? null : new RedisStagingArea(redis, NullLogger.Instance);
                Write(name, await act(letters, count, staging), invocation);
                return ExitCodes.Success;
            },
        };
        foreach (var option in more)
            command.Options.Add(option);
        return command;
    }

    private static async Task<int> Show(Invocation invocation)
    {
        await using var letters = Open(invocation);
        var (waiting, dead) = await letters.CountAsync(default);
        if (invocation.Json)
            RlJson.Write(invocation.Terminal.Output, new QueueJson(waiting, dead));
        else
            invocation.Terminal.Output.WriteLine($"{RunTexts.Counted(waiting, "message")} waiting, {RunTexts.Counted(dead, "dead letter")}");
        return ExitCodes.Success;
    }

    private static DeadLetters Open(Invocation invocation)
    {
        RabbitAddress? address = null;
        if (invocation.Text(PipelineArguments.RabbitMq) is { } text)
            address = PipelineArguments.ReadRabbit(invocation, text);
        else
            invocation.Mistakes.Add("--rabbitmq", "", "is missing: it names the server of the queue");
        invocation.Mistakes.ThrowIfAny();
        return new DeadLetters(address!);
    }

    private static void Write(string action, ImmutableArray<DeadLetter> letters, Invocation invocation)
    {
        var output = invocation.Terminal.Output;
        if (invocation.Json)
        {
            RlJson.Write(output, new DeadLettersJson(action, [.. letters.Select(letter => new DeadLetterJson(letter.Body, letter.Reason))]));
            return;
        }

        foreach (var letter in letters)
            output.WriteLine($"{letter.Body}  {letter.Reason}");
        output.WriteLine(action switch
        {
            "retry" => $"{RunTexts.Counted(letters.Length, "message")} back in the queue",
            "drop" => $"{RunTexts.Counted(letters.Length, "message")} deleted",
            _ => RunTexts.Counted(letters.Length, "dead letter"),
        });
    }
}

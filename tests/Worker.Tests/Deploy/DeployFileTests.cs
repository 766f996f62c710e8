using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Tests.Uploads;

namespace RlOrleans.Worker.Tests.Deploy;

/// <summary>The files in deploy/; the tests' own servers are started from them.</summary>
public sealed partial class DeployFileTests
{
    private static string Folder => Path.GetFullPath(Path.Combine(
        typeof(DeployFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ProjectFolder").Value!,
        "..", "..", "deploy"));

    [Fact]
    public void Definitions_NoPassword_StopWithAMessage()
    {
        var (exitCode, output, error) = Definitions(password: null);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("RABBITMQ_PASSWORD is not set, and there is no default", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_Password_IsInThemAsASaltedHash()
    {
        const string Password = "pass word's";

        var (exitCode, output, error) = Definitions(Password);

        Assert.True(exitCode == 0, error);
        Assert.DoesNotContain(Password, output, StringComparison.Ordinal);
        JsonElement user = JsonDocument.Parse(output).RootElement.GetProperty("users")[0];
        byte[] hash = Convert.FromBase64String(user.GetProperty("password_hash").GetString()!);
        Assert.Equal("pacman", user.GetProperty("name").GetString());
        Assert.Equal(SHA256.HashData([.. hash[..4], .. Encoding.UTF8.GetBytes(Password)]), hash[4..]);
    }

    [Fact]
    public void Compose_Secrets_HaveNoDefaultAndAreInTheSample()
    {
        string compose = File.ReadAllText(Path.Combine(Folder, "compose.yaml")), sample = File.ReadAllText(Path.Combine(Folder, ".env.sample"));

        IReadOnlyList<Match> variables = [.. Variables().Matches(compose).Cast<Match>()];

        Assert.Contains(variables, variable => variable.Groups["name"].Value == "HF_TOKEN");
        foreach (Match variable in variables)
        {
            string name = variable.Groups["name"].Value;
            bool isSecret = name.EndsWith("PASSWORD", StringComparison.Ordinal) || name.EndsWith("TOKEN", StringComparison.Ordinal);
            Assert.Contains($"\n{name}=", "\n" + sample, StringComparison.Ordinal);
            if (isSecret)
            {
                Assert.Equal(":?", variable.Groups["otherwise"].Value);
                Assert.Contains($"\n{name}=\n", "\n" + sample, StringComparison.Ordinal);
            }
        }
    }

    [ServicesFact]
    public async Task Broker_UserOfThePipeline_MayDoNothingElse()
    {
        Assert.StartsWith("ACCESS_REFUSED", await RefusalAsync(channel => channel.QueueDeclareAsync("another", durable: true, exclusive: false, autoDelete: false)), StringComparison.Ordinal);
        Assert.StartsWith("ACCESS_REFUSED", await RefusalAsync(channel => channel.ExchangeDeclareAsync("another", ExchangeType.Fanout)), StringComparison.Ordinal);
        Assert.StartsWith("ACCESS_REFUSED", await RefusalAsync(channel => channel.QueueBindAsync(RabbitQueues.Uploads, "amq.topic", "#")), StringComparison.Ordinal);
    }

    // Whatever differs would be refused.
    [ServicesFact]
    public async Task Broker_QueuesOfTheDefinitions_AreThoseThatAProgramDeclares()
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync();

        await channel.QueueDeclareAsync(RabbitQueues.Dead, durable: true, exclusive: false, autoDelete: false, RabbitQueues.DeadArguments);
        await channel.QueueDeclareAsync(RabbitQueues.Uploads, durable: true, exclusive: false, autoDelete: false, RabbitQueues.UploadArgumentsOf(RabbitQueues.Uploads));

        Assert.True(channel.IsOpen);
    }

    [ServicesFact]
    public async Task Broker_MessageLargerThanItsLimit_IsRefused()
    {
        string refusal = await RefusalAsync(async channel =>
        {
            await channel.BasicPublishAsync(exchange: "", RabbitQueues.Uploads, new byte[131_073]);

            // The refusal closes the channel; the next word on it tells.
            await channel.QueueDeclarePassiveAsync(RabbitQueues.Uploads);
        });

        Assert.Contains("larger than", refusal, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(Func<IChannel, Task> act)
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        await Assert.ThrowsAnyAsync<OperationInterruptedException>(() => act(channel));
        return channel.CloseReason!.ReplyText;
    }

    private static Task<IConnection> ConnectAsync()
    {
        Assert.True(RabbitAddress.TryParse(
            Environment.GetEnvironmentVariable("RL_TEST_RABBITMQ")!, Environment.GetEnvironmentVariable("RABBITMQ_PASSWORD"), out RabbitAddress? address, out _));
        var factory = new ConnectionFactory { HostName = address.Host, Port = address.Port, UserName = address.User, Password = address.Password!, AutomaticRecoveryEnabled = false };
        return factory.CreateConnectionAsync();
    }

    private static (int ExitCode, string Output, string Error) Definitions(string? password)
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(Folder, "rabbitmq", "definitions.sh")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("RABBITMQ_PASSWORD_FILE");
        if (password is null)
            start.Environment.Remove("RABBITMQ_PASSWORD");
        else
            start.Environment["RABBITMQ_PASSWORD"] = password;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error);
    }

    // Of compose: ${NAME}, ${NAME:-default} or ${NAME:?message}; not $${NAME}, which the container's shell reads.
    [GeneratedRegex(@"(?<!\$)\$\{(?<name>\w+)(?<otherwise>:[-?])?")]
    private static partial Regex Variables();
}

using System.Globalization;
using RlOrleans.HubServer;
using RlOrleans.HubServer.Faults;

// A test Hub as a process of its own:
//   --folder DIR [--port N] [--token T] [--part-bytes N] [--seed N] [--slow-ms N] [--retry-after S]
//   [--rate-429 P] [--rate-500 P] [--rate-500-after P] [--rate-cut P] [--rate-lost P] [--rate-slow P]
var values = new Dictionary<string, string>(StringComparer.Ordinal);
for (int i = 0; i + 1 < args.Length; i += 2)
    values[args[i]] = args[i + 1];
double Number(string name, double otherwise) => values.TryGetValue(name, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

if (!values.TryGetValue("--folder", out string? folder))
{
    await Console.Error.WriteLineAsync("--folder is needed: where repositories are kept.");
    return 2;
}

await using TestHub server = await TestHub.StartAsync(new TestHubOptions
{
    Folder = folder,
    Port = (int)Number("--port", 0),
    Token = values.GetValueOrDefault("--token", "hf_test"),
    PartBytes = (long)Number("--part-bytes", 5 << 20),
    Rates = new FaultRates
    {
        TooManyRequests = Number("--rate-429", 0),
        ErrorBefore = Number("--rate-500", 0),
        ErrorAfter = Number("--rate-500-after", 0),
        CutBefore = Number("--rate-cut", 0),
        LostAnswer = Number("--rate-lost", 0),
        Slow = Number("--rate-slow", 0),
        Delay = TimeSpan.FromMilliseconds(Number("--slow-ms", 200)),
        RetryAfterSeconds = (int)Number("--retry-after", 0),
        Seed = (ulong)Number("--seed", 1),
    },
});
Console.WriteLine($"listening on {server.Address}");
await server.WaitAsync();
return 0;

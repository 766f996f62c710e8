using System.Text.Json;
using RlOrleans.Learning;

namespace RlOrleans.Client.Zoo;

/// <summary>
/// The finished runs of the zoo, one JSON object a line. Lines are only ever added, so that a zoo that was stopped goes on
/// where it was; of lines with the same environment, algorithm and seed the last one counts.
/// </summary>
internal sealed class ZooLedger
{
    private readonly string _path;
    private readonly Dictionary<(string Environment, string Algorithm, ulong Seed), ZooRun> _runs = [];

    /// <param name="path">The file; it need not exist.</param>
    /// <param name="warn">Told of a line that cannot be read, which is passed over.</param>
    public ZooLedger(string path, Action<string> warn)
    {
        _path = path;
        if (!File.Exists(path))
            return;
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            try
            {
                Keep(JsonSerializer.Deserialize(line, ZooJson.Default.ZooRun) ?? throw new JsonException("it is null"));
            }
            catch (JsonException exception)
            {
                warn($"{path}, line {number} is passed over: {exception.Message}");
            }
        }
    }

    /// <summary>The runs of a recipe by seed; those of what the recipe once was are left out.</summary>
    public IReadOnlyList<ZooRun> Of(Recipe recipe)
    {
        string fingerprint = ZooRun.Fingerprint(recipe);
        return
        [
            .. _runs.Values
                .Where(run => run.Environment == recipe.Environment && run.Algorithm == recipe.Algorithm && run.Recipe == fingerprint)
                .OrderBy(run => run.Seed),
        ];
    }

    /// <summary>Adds a run, durably.</summary>
    public void Add(ZooRun run)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.AppendAllText(_path, JsonSerializer.Serialize(run, ZooJson.Default.ZooRun) + "\n");
        Keep(run);
    }

    private void Keep(ZooRun run) => _runs[(run.Environment, run.Algorithm, run.Seed)] = run;
}

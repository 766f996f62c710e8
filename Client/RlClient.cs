using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RlOrleans.Agents;
using RlOrleans.Client.Runs;
using RlOrleans.Environments;
using RlOrleans.Episodes;
using RlOrleans.Learning;
using RlOrleans.Plugins;
using RlOrleans.Policies;
using RlOrleans.Runs;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client;

/// <summary>
/// The way into RlOrleans from a program: launch runs, watch them, and act with what they learned. Safe for concurrent
/// use.
/// </summary>
/// <example>
/// <code>
/// await using var client = await RlClient.EmbedAsync();
/// var run = await client.LaunchAsync(new RunRequest { Environment = "CartPole-v1" });
/// await foreach (var progress in client.WatchAsync(run.RunId))
///     Console.WriteLine($"{progress.Steps} steps, mean return {progress.MeanReturn:F1}");
/// run = await client.DescribeAsync(run.RunId);
/// Console.WriteLine($"{run.Status}: {run.Evaluation?.MeanReturn}");
/// </code>
/// </example>
public sealed class RlClient : IAsyncDisposable
{
    private const int MaxLaunchAttempts = 10;

    private readonly IClusterClient _cluster;
    private readonly IHost? _host;
    private readonly string? _runsFolder;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _reserved = new(StringComparer.Ordinal);
    private readonly RunPlanner _planner = new(EnvironmentRegistry.Default, AlgorithmRegistry.Default, RecipeBook.Default);
    private readonly Action<string> _warn;

    private RlClient(IClusterClient cluster, IHost? host, string? runsFolder, TimeProvider time, Action<string>? warn)
    {
        _warn = warn ?? Console.Error.WriteLine;
        _cluster = cluster;
        _host = host;
        _runsFolder = runsFolder;
        _time = time;
    }

    /// <summary>Starts a silo in this process and connects to it. Disposing the client stops the silo.</summary>
    public static async Task<RlClient> EmbedAsync(RlClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RlClientOptions();
        string runsFolder = Path.GetFullPath(options.RunsFolder);
        var host = EmbeddedSilo.Build(options, runsFolder);
        try
        {
            await host.StartAsync(cancellationToken);
            return new RlClient(host.Services.GetRequiredService<IClusterClient>(), host, runsFolder, options.Time, options.Warn);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Works through a cluster client that somebody else started, and will stop.</summary>
    public static RlClient Connect(IClusterClient cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new RlClient(cluster, host: null, runsFolder: null, TimeProvider.System, warn: null);
    }

    /// <summary>The complete spec that <see cref="LaunchAsync"/> would launch. Loads its plugins, and touches nothing else.</summary>
    /// <exception cref="InvalidRequestException">All mistakes of the request, by field.</exception>
    public RunSpec Plan(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ImmutableArray<PluginReference> plugins = LoadPlugins(request.Plugins);
        RemoteEnvironmentIds.Register(request.Environment);
        return _planner.Plan(request) with { Plugins = plugins };
    }

    /// <summary>Starts a run and returns as soon as it is under way.</summary>
    /// <exception cref="InvalidRequestException">All mistakes of the request, by field; nothing was started.</exception>
    /// <exception cref="RunException">The run could not be started.</exception>
    public async Task<RunDescription> LaunchAsync(RunRequest request)
    {
        var spec = Plan(request);

        // Absolute, so that a resume from another directory adds to the same dataset.
        if (_runsFolder is not null && !DatasetName.IsOnHub(spec.Dataset))
            spec = spec with { Dataset = Path.GetFullPath(spec.Dataset) };
        for (int attempt = 1; ; attempt++)
        {
            string runId = await ReserveRunId(spec);
            try
            {
                return await Run(runId).Launch(spec);
            }
            catch (RunException exception) when (exception.Code == RunErrorCode.BadRequest && attempt < MaxLaunchAttempts)
            {
                // The spec is good, so it is the id: another process took it in the same second. It is reserved now.
            }
        }
    }

    /// <summary>Launches a run and waits for its end, whatever that is: see <see cref="RunDescription.Status"/>.</summary>
    /// <param name="request">What to train.</param>
    /// <param name="progress">Told of each point of progress, in order. May be null.</param>
    /// <param name="cancellationToken">Asks for an orderly stop; the run is then described as stopped, and can be resumed.</param>
    /// <exception cref="InvalidRequestException">All mistakes of the request, by field; nothing was started.</exception>
    public async Task<RunDescription> TrainAsync(
        RunRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await LaunchAsync(request);
        await using var stop = cancellationToken.Register(() => _ = StopAsync(run.RunId));
        await foreach (var point in WatchAsync(run.RunId, CancellationToken.None))
            progress?.Report(point);
        return await DescribeAsync(run.RunId);
    }

    /// <summary>The progress of a run from now on, ending when the run does. A slow reader misses points, never the last.</summary>
    /// <exception cref="RunException">Unknown run.</exception>
    public async IAsyncEnumerable<RunProgress> WatchAsync(
        string runId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var progress in Run(runId).Watch(cancellationToken).WithCancellation(cancellationToken))
            yield return progress;
    }

    /// <summary>Asks a run for an orderly stop: it ends its update, writes a checkpoint, and is then Stopped.</summary>
    /// <exception cref="RunException">Unknown run.</exception>
    public Task StopAsync(string runId) => Run(runId).Stop();

    /// <summary>Goes on from the latest good checkpoint, to the weights that the uninterrupted run would end with.</summary>
    /// <exception cref="RunException">Unknown run, already completed, running elsewhere, or no good checkpoint.</exception>
    public async Task<RunDescription> ResumeAsync(string runId)
    {
        Prepare((await DescribeAsync(runId)).Spec);
        return await Run(runId).Resume();
    }

    /// <summary>Every run that the silo knows, newest first.</summary>
    public Task<IReadOnlyList<RunDescription>> ListRunsAsync()
        => _cluster.GetGrain<IRunCatalogGrain>(IRunCatalogGrain.Key).List();

    /// <summary>One run as it stands.</summary>
    /// <exception cref="RunException">Unknown run.</exception>
    public Task<RunDescription> DescribeAsync(string runId) => Run(runId).Describe();

    /// <summary>
    /// The run that a person means by <c>latest</c>, a run id, or the unique beginning of one.
    /// </summary>
    /// <exception cref="RunException">No run or several runs match; the message lists candidates.</exception>
    public async Task<RunDescription> FindRunAsync(string reference)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reference);

        // A folder by that very name is asked for itself, so that an unreadable record is reported and not passed over.
        if (_runsFolder is not null && RunId.IsWellFormed(reference) && Directory.Exists(Path.Combine(_runsFolder, reference)))
            return await DescribeAsync(reference);
        return RunReference.Match(reference, await ListRunsAsync());
    }

    /// <summary>
    /// Plays whole episodes with a run's latest policy, greedily, and sums up their returns. The run's own seed plays
    /// the episodes of the evaluation that ends it.
    /// </summary>
    /// <param name="runId">Run whose policy acts.</param>
    /// <param name="episodes">1 to <see cref="RunLimits.MaxEvaluationEpisodes"/>.</param>
    /// <param name="seed">Seed of the episodes; null for the run's own.</param>
    /// <param name="progress">Told of each episode as it ends. May be null.</param>
    /// <param name="wrappers">More wrappers, around those of the run; they must leave observations and actions as the policy knows them.</param>
    /// <param name="cancellationToken">Abandons the evaluation.</param>
    /// <exception cref="InvalidRequestException">What is wrong with the wrappers.</exception>
    /// <exception cref="RunException">Unknown run, or it has no policy yet, or its policy cannot be read.</exception>
    public async Task<EvaluationResult> EvaluateAsync(
        string runId,
        int episodes = 100,
        ulong? seed = null,
        IProgress<EpisodeSummary>? progress = null,
        ImmutableArray<string> wrappers = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(episodes, RunLimits.MaxEvaluationEpisodes);
        var run = await DescribeAsync(runId);
        Prepare(run.Spec);
        var request = new EvaluationRequest
        {
            RunId = runId,
            Environment = _planner.Wrap(run.Spec.Environment, wrappers.IsDefault ? [] : wrappers),
            Episodes = episodes,
            Seed = seed ?? run.Spec.Seed,
            Policy = await _cluster.GetGrain<IPolicyGrain>(runId).GetSnapshot(),
        };

        // An agent of its own: the run's evaluation agent may be at work, and two callers must not share lanes.
        var agent = _cluster.GetGrain<IAgentGrain>($"{Names.EvaluationAgent(runId)}-{Guid.NewGuid():N}");
        var played = new List<EpisodeSummary>(episodes);
        await foreach (var episode in agent.Evaluate(request, cancellationToken).WithCancellation(cancellationToken))
        {
            played.Add(episode);
            progress?.Report(episode);
        }

        return EvaluationResult.Of(played);
    }

    /// <summary>Actions [N, A] of a run's latest policy for observations [N, D], greedy.</summary>
    /// <exception cref="RunException">The run has no policy, or the observations are not of its size.</exception>
    public Task<ImmutableArray<float>> ActAsync(string runId, ImmutableArray<float> observations)
        => _cluster.GetGrain<IInferenceGrain>(runId).Act(observations);

    /// <summary>The same for a recurrent policy, whose states [N, S] the caller keeps; none for the begin of episodes.</summary>
    /// <exception cref="RunException">The run has no policy, or the observations or the states are not of its sizes.</exception>
    public Task<RecurrentActions> ActAsync(string runId, ImmutableArray<float> observations, ImmutableArray<float> states)
        => _cluster.GetGrain<IInferenceGrain>(runId).ActFrom(observations, states);

    /// <summary>Stops the embedded silo, if there is one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        else
            _host.Dispose();
    }

    /// <summary>Loads the plugins that a run was launched with, and warns of those that have changed since.</summary>
    /// <exception cref="RunException">One cannot be loaded any more.</exception>
    internal void LoadPlugins(RunSpec spec)
    {
        if (spec.Plugins.IsDefaultOrEmpty)
            return;
        try
        {
            foreach (string warning in PluginLoader.Default.Load(spec.Plugins))
                _warn(warning);
        }
        catch (PluginException exception)
        {
            throw new RunException(RunErrorCode.BadRequest, exception.Message, exception);
        }
    }

    private static ImmutableArray<PluginReference> LoadPlugins(ImmutableArray<string> paths)
    {
        var errors = new List<FieldError>();
        var loaded = ImmutableArray.CreateBuilder<PluginReference>();
        foreach (string path in paths)
        {
            try
            {
                var plugin = PluginLoader.Default.Load(path);
                loaded.Add(new PluginReference(plugin.Path, plugin.Sha256));
            }
            catch (PluginException exception)
            {
                errors.Add(new FieldError("--plugin", path, exception.Reason));
            }
        }

        return errors.Count == 0 ? loaded.ToImmutable() : throw new InvalidRequestException(errors);
    }

    // What the run's names stand for: a later process has to be told again.
    private void Prepare(RunSpec spec)
    {
        LoadPlugins(spec);
        RemoteEnvironmentIds.Register(spec.Environment);
    }

    private IRunGrain Run(string runId) => _cluster.GetGrain<IRunGrain>(runId);

    // Launching twice under one id would describe one run twice, so that each id is handed out once.
    private async Task<string> ReserveRunId(RunSpec spec)
    {
        IReadOnlySet<string> listed = _runsFolder is null
            ? (await ListRunsAsync()).Select(run => run.RunId).ToHashSet(StringComparer.Ordinal)
            : ImmutableHashSet<string>.Empty;
        lock (_reserved)
        {
            string runId = RunId.Create(spec, _time.GetUtcNow(), IsTaken);
            _reserved.Add(runId);
            return runId;
        }

        bool IsTaken(string runId) => _reserved.Contains(runId) || listed.Contains(runId)
            || (_runsFolder is not null && Path.Exists(Path.Combine(_runsFolder, runId)));
    }
}

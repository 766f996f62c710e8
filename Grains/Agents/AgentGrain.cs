using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using RlOrleans.Environments;
using RlOrleans.Episodes;
using RlOrleans.Hosting;
using RlOrleans.Learning;
using RlOrleans.Policies;

namespace RlOrleans.Agents;

/// <summary>
/// Acts: for each policy version that arrives, T steps in its lanes, then one trajectory. Acting goes on beside the
/// grain's calls, in turns of one step each, so a stop is heard between any two steps.
/// </summary>
public sealed partial class AgentGrain(
    EnvironmentRegistry registry, IOptions<RlSiloOptions> options, TimeProvider time, ILogger<AgentGrain> logger) : Grain, IAgentGrain
{
    private Acting? _acting;
    private StreamSubscriptionHandle<PolicySnapshot>? _subscription;

    /// <inheritdoc />
    public async Task Start(AgentStart start, AgentState? state)
    {
        await Stop();
        var acting = new Acting(this, start, registry);
        await acting.Enter(state);
        _acting = acting;
        var stream = this.GetStreamProvider(Names.StreamProvider).GetStream<PolicySnapshot>(StreamId.Create(Names.Policy, start.RunId));
        await ForgetSubscriptions(stream);
        _subscription = await stream.SubscribeAsync((snapshot, _) => acting.ActOn(snapshot));
        LogStarted(this.GetPrimaryKeyString(), start.Spec.Lanes, start.Spec.Environment);
    }

    /// <inheritdoc />
    public async Task Stop()
    {
        if (_subscription is { } subscription)
        {
            _subscription = null;
            await subscription.UnsubscribeAsync();
        }

        if (_acting is { } acting)
        {
            await acting.Leave();
        }
    }

    /// <inheritdoc />
    public Task SealEpisodes() => _acting?.Seal() ?? Task.CompletedTask;

    /// <inheritdoc />
    public Task<AgentStatus> Ping() => Task.FromResult(_acting?.Status ?? new AgentStatus(false, -1, 0));

    /// <inheritdoc />
    public async IAsyncEnumerable<EpisodeSummary> Evaluate(
        EvaluationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int lanes = Math.Min(request.Episodes, EvaluationLanes);
        var actor = new PolicyActor(request.Policy.Shape.ToSpec(), lanes);
        actor.Load(request.Policy.Weights.AsSpan());
        var identity = new EpisodeIdentity(request.RunId, Names.Evaluation, request.Seed, RandomPurpose.Evaluation, 0);
        var tracker = new EpisodeTracker(identity, lanes, request.Record is not null);
        var shards = request.Record is { } target ? CreateShardWriter(target, Names.Evaluation) : null;
        var environment = GrainFactory.GetGrain<IEnvironmentGrain>(Names.EnvironmentOf(this.GetPrimaryKeyString()));
        try
        {
            if (shards is not null)
            {
                tracker.GoOnAfter(await shards.Resume(shard: 0));
            }

            var observations = await environment.Start(
                new(request.Environment, lanes, request.Seed, RandomPurpose.Evaluation, 0));
            var actions = new float[lanes * ActionSize(request.Environment)];
            var shares = new EvaluationShares(request.Episodes, lanes);
            bool apart = actor.OutlastsTurn(lanes);
            int ended = 0;
            for (long step = 0; ended < request.Episodes; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (apart)
                {
                    await GreedyApart(actor, observations, actions);
                }
                else
                {
                    actor.Greedy(observations.AsSpan(), actions);
                }

                var outcome = await environment.Step(step, [.. actions]);
                tracker.Track(observations.AsSpan(), actions, [], outcome, request.Policy.Version, (lane, _) => shares.Take(lane));
                shares.PassOn(outcome.Faults);
                actor.ResetEnded(outcome);
                observations = outcome.Observations;
                foreach (var episode in tracker.TakeEnded())
                {
                    ended++;
                    yield return episode;
                }

                if (shards is not null)
                {
                    await shards.Append(tracker.TakeRecorded(), cancellationToken);
                }
            }

            if (shards is not null)
            {
                await shards.Seal();
            }
        }
        finally
        {
            await environment.Close();
        }
    }

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Stop();

    /// <summary>Lanes that an evaluation is played in: enough to fill the vector units, few enough to share a machine.</summary>
    private const int EvaluationLanes = 128;

    private ShardWriter CreateShardWriter(RecordingTarget target, string source) => new(GrainFactory, target, source, options.Value, time);

    private static Task GreedyApart(PolicyActor actor, ImmutableArray<float> observations, float[] actions)
        => Task.Run(() => actor.Greedy(observations.AsSpan(), actions));

    private int ActionSize(string environment)
        => registry.TryGet(environment, out var spec) ? spec!.ActionSpace.Size : throw new ArgumentException($"Unknown environment '{environment}'.");

    // A restart of the run may find the subscription of an activation that is gone: it would deliver to nobody.
    private static async Task ForgetSubscriptions(IAsyncStream<PolicySnapshot> stream)
    {
        foreach (var handle in await stream.GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Agent {Agent} acts in {Lanes} lanes of {Environment}.")]
    private partial void LogStarted(string agent, int lanes, string environment);

    [LoggerMessage(Level = LogLevel.Error, Message = "Agent {Agent} stopped acting; its run is told and fails.")]
    private partial void LogActingFailed(Exception exception, string agent);
}

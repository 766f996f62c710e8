namespace RlOrleans.Environments;

/// <summary>A lane of an <see cref="IsolatedEnvironment"/> that is made ready on a thread of its own while others are played.</summary>
/// <param name="Episode">The episode that is started in it.</param>
/// <param name="Lane">Ends with the lane, at its first observation or with its failure; a start that hangs is one. Never fails.</param>
internal readonly record struct LaneStart(uint Episode, Task<IsolatedLane> Lane)
{
    public static LaneStart Of(EnvironmentSpec spec, int index, Func<IEnvironment> create, EnvironmentSeed seed, uint episode, TimeProvider time)
        => new(episode, Begin(spec, index, create, seed, episode, time));

    /// <summary>Gives the lane up, once it is ready.</summary>
    public void Discard() => Lane.ContinueWith(static ready => ready.Result.Dispose(), TaskScheduler.Default);

    private static async Task<IsolatedLane> Begin(
        EnvironmentSpec spec, int index, Func<IEnvironment> create, EnvironmentSeed seed, uint episode, TimeProvider time)
    {
        var lane = new IsolatedLane(spec, index, create);
        SimulatorThread thread;
        try
        {
            thread = new SimulatorThread($"start of lane {index} of {spec.Id}", spec.StepDeadline, time);
        }
        catch (InvalidOperationException exception)
        {
            return Lost(FailureText.Of(exception));
        }

        using (thread)
        {
            bool cameBack = await thread.Run(() =>
            {
                try
                {
                    lane.Begin(seed, episode);
                }
                catch (Exception exception)
                {
                    lane.Fail(exception);
                }

                if (!thread.GoOn())
                    lane.Dispose();
            }).ConfigureAwait(false);
            return cameBack ? lane : Lost(FailureText.Hung(spec.StepDeadline));
        }

        IsolatedLane Lost(string failure) => IsolatedLane.Lost(spec, index, create, episode, failure);
    }
}

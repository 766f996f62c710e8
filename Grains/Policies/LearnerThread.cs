using System.Collections.Concurrent;

namespace RlOrleans.Policies;

/// <summary>
/// A thread that computes for one policy, so that neither grains nor the thread pool wait for an update. Work is done
/// one piece at a time, in the order given.
/// </summary>
internal sealed class LearnerThread : IDisposable
{
    // A learner is asked for one thing at a time; the bound only catches a caller that forgot to await.
    private readonly BlockingCollection<Action> _work = new(boundedCapacity: 16);

    public LearnerThread(string name)
    {
        var thread = new Thread(Loop) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <summary>Computes on the thread; the caller continues where it awaits.</summary>
    public Task<T> Run<T>(Func<T> compute)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                completion.SetResult(compute());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    /// <summary>Takes no more work; the thread ends after what it was given.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }

        _work.Dispose();
    }
}

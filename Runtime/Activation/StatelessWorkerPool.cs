namespace Orleans.Runtime;

/// <summary>The activations of a stateless worker: as many as there is work for, up to a limit.</summary>
internal sealed class StatelessWorkerPool(GrainId grainId, GrainClass grainClass, Catalog catalog) : MessageTarget
{
    private readonly Lock _gate = new();
    private Activation[] _workers = [];

    public override bool IsOpen => true;

    public override void Receive(RequestBase request) => Pick(request).Receive(request);

    public void Remove(Activation worker)
    {
        lock (_gate)
        {
            _workers = Array.FindAll(_workers, other => !ReferenceEquals(other, worker));
        }
    }

    private Activation Pick(RequestBase request)
    {
        // A race between two callers costs at worst an uneven load.
        if (FindLeastLoaded() is { Load: 0 } idle)
        {
            return idle;
        }

        lock (_gate)
        {
            if (FindLeastLoaded() is { } worker && (worker.Load == 0 || _workers.Length >= grainClass.MaxLocalWorkers))
            {
                return worker;
            }

            var added = new Activation(grainId, grainClass, catalog, this);
            _workers = [.. _workers, added];
            catalog.Add(added, request);
            return added;
        }
    }

    private Activation? FindLeastLoaded()
    {
        Activation? least = null;
        foreach (var worker in _workers)
        {
            if (worker.IsOpen && (least is null || worker.Load < least.Load))
            {
                least = worker;
                if (worker.Load == 0)
                {
                    break;
                }
            }
        }

        return least;
    }
}

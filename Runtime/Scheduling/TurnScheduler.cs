using System.Diagnostics;

namespace Orleans.Runtime;

/// <summary>
/// Runs the turns of one grain context one at a time, in the order they were queued, on whichever thread is at hand.
/// </summary>
/// <remarks>
/// The queue is one word. <see langword="null"/> means idle; <see cref="Busy"/> means that a thread drains or is about to
/// and has taken all there was; anything else is a stack of items, newest first, that ends in one of these two.
/// So queueing costs one compare-and-swap, and only the item that finds the queue idle has to schedule a drain.
/// </remarks>
internal sealed class TurnScheduler : TaskScheduler, IWorkItemScheduler, IThreadPoolWorkItem
{
    private static readonly WorkItem Busy = new BusyMark();
    private static readonly Action<object?> RunDrain = static state => ((TurnScheduler)state!).DrainCore();

    [ThreadStatic]
    private static TurnScheduler? s_current;

    private readonly IGrainContext _context;
    private readonly ITurnOwner _owner;

    // Written by producers and the drain.
    private WorkItem? _incoming;

    // The rest belongs to the thread that drains.
    private WorkItem? _ready;
    private Task? _drainTask;

    public TurnScheduler(IGrainContext context, ITurnOwner owner)
    {
        _context = context;
        _owner = owner;
    }

    /// <summary>The scheduler whose turn runs on this thread, if any.</summary>
    public static new TurnScheduler? Current => s_current;

    public override int MaximumConcurrencyLevel => 1;

    public ITurnOwner Owner => _owner;

    /// <summary>How many items one drain may run before other contexts get the thread.</summary>
    private const int MaxItemsPerDrain = 256;

    public void Enqueue(WorkItem item)
    {
        var head = Volatile.Read(ref _incoming);
        while (true)
        {
            item.NextItem = head;
            var seen = Interlocked.CompareExchange(ref _incoming, item, head);
            if (ReferenceEquals(seen, head))
            {
                break;
            }

            head = seen;
        }

        if (head is null)
        {
            TurnWorker.Schedule(this);
        }
    }

    public void QueueAction(Action action) => Enqueue(new ActionItem(action));

    public void QueueAction(Action<object> action, object state) => Enqueue(new StatefulActionItem(action, state));

    void IWorkItemScheduler.QueueTask(Task task) => task.Start(this);

    void IThreadPoolWorkItem.Execute() => TurnWorker.Run(this);

    /// <summary>Runs turns until the queue is empty or the quantum is used up. Called by <see cref="TurnWorker"/> only.</summary>
    internal void Drain()
    {
        // Grain code sees this scheduler as TaskScheduler.Current because the drain is itself a task of it.
        var drain = new Task(RunDrain, this, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
        _drainTask = drain;
        drain.Start(this);
        var outerScheduler = s_current;
        var outerContext = RuntimeContext.Current;
        s_current = this;
        RuntimeContext.Set(_context);
        try
        {
            TryExecuteTask(drain);
        }
        finally
        {
            s_current = outerScheduler;
            RuntimeContext.Set(outerContext);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(task, _drainTask))
        {
            return;
        }

        Enqueue(new TaskItem(task));
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(s_current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void DrainCore()
    {
        var executed = 0;
        while (true)
        {
            while (_ready is { } item)
            {
                _ready = item.NextItem;
                item.NextItem = null;
                item.Execute(this);
                _owner.AfterItem();
                if (++executed >= MaxItemsPerDrain)
                {
                    // The queue still reads as busy, so nobody else schedules this context.
                    TurnWorker.Schedule(this);
                    return;
                }
            }

            var taken = Interlocked.Exchange(ref _incoming, Busy);
            if (ReferenceEquals(taken, Busy))
            {
                if (ReferenceEquals(Interlocked.CompareExchange(ref _incoming, null, Busy), Busy))
                {
                    return;
                }

                continue;
            }

            _ready = Reverse(taken);
        }
    }

    private static WorkItem? Reverse(WorkItem? newestFirst)
    {
        WorkItem? oldestFirst = null;
        while (newestFirst is not null && !ReferenceEquals(newestFirst, Busy))
        {
            var older = newestFirst.NextItem;
            newestFirst.NextItem = oldestFirst;
            oldestFirst = newestFirst;
            newestFirst = older;
        }

        return oldestFirst;
    }

    private bool Execute(Task task) => TryExecuteTask(task);

    private sealed class BusyMark : WorkItem
    {
        internal override void Execute(TurnScheduler scheduler) => throw new UnreachableException();
    }

    private sealed class TaskItem(Task task) : WorkItem
    {
        internal override void Execute(TurnScheduler scheduler) => scheduler.Execute(task);
    }

    private sealed class ActionItem(Action action) : WorkItem
    {
        internal override void Execute(TurnScheduler scheduler) => scheduler._owner.RunGuarded(static state => ((Action)state)(), action);
    }

    private sealed class StatefulActionItem(Action<object> action, object state) : WorkItem
    {
        internal override void Execute(TurnScheduler scheduler) => scheduler._owner.RunGuarded(action, state);
    }
}

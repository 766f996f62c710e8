using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>What runs calls: an activation, or the object behind an observer.</summary>
internal interface ICallTarget : ITargetHolder
{
    /// <summary>Runs the continuations of the calls.</summary>
    TurnScheduler Turns { get; }

    CallRuntime Calls { get; }

    /// <summary>A call whose method did not end at once has ended. Called in a turn.</summary>
    void OnCallEnded(RequestBase request);
}

namespace Orleans.Runtime;

/// <summary>What a turn scheduler runs the turns of.</summary>
internal interface ITurnOwner
{
    /// <summary>Decides what to do with a request whose turn it is: start it, or keep it for later.</summary>
    void Dispatch(RequestBase request);

    /// <summary>Runs an action and logs what it throws.</summary>
    void RunGuarded(Action<object> action, object state);

    /// <summary>Called after every item, outside of grain code: the place to start what was waiting.</summary>
    void AfterItem();
}

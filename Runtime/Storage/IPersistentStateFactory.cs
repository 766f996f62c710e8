namespace Orleans.Runtime;

/// <summary>Creates the states of grains.</summary>
public interface IPersistentStateFactory
{
    /// <summary>Creates a state of a grain that is being created.</summary>
    IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config);
}

using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>
/// A named state of a grain, asked for as a constructor parameter with <see cref="PersistentStateAttribute"/>. It is read
/// before <see cref="IGrainBase.OnActivateAsync"/>, and written when the grain says so.
/// </summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>
{
}

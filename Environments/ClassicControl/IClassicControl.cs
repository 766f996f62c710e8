using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// What makes one classic control environment differ from another: its spec, its start and its motion, for as many
/// lanes as a vector holds. <see cref="ClassicControlEnvironment{TControl}"/> does the rest.
/// </summary>
internal interface IClassicControl
{
    static abstract EnvironmentSpec Definition { get; }

    /// <summary>How many variables the state has.</summary>
    static abstract int StateSize { get; }

    /// <summary>How many variables are kept beside the state because the step before has computed them already.</summary>
    static virtual int DerivedSize => 0;

    /// <summary>Draws the state that an episode starts from.</summary>
    /// <param name="random">Four random words.</param>
    /// <param name="state">Receives <see cref="StateSize"/> variables.</param>
    static abstract void Start((uint X, uint Y, uint Z, uint W) random, Span<double> state);

    /// <summary>Writes what is seen of a state, and the derived variables.</summary>
    /// <param name="state">The lanes.</param>
    /// <param name="observations">The row of the first lane; the others follow it.</param>
    static abstract void Observe<TVector>(StateColumns state, ref float observations)
        where TVector : struct, IDoubleLanes<TVector>;

    /// <summary>Takes one step.</summary>
    /// <param name="action">The actions.</param>
    /// <param name="state">The lanes.</param>
    /// <param name="observations">Receives the observations after the step, from the row of the first lane on.</param>
    /// <param name="terminated">The mask of lanes that reached an end of their own.</param>
    /// <returns>The rewards.</returns>
    static abstract TVector Advance<TVector>(TVector action, StateColumns state, ref float observations, out TVector terminated)
        where TVector : struct, IDoubleLanes<TVector>;

    /// <summary>Whether a lane that is still playing can have this state.</summary>
    static abstract bool CanBe(ReadOnlySpan<double> state);

    /// <summary>Draws a lane in this state.</summary>
    static abstract void Draw(ReadOnlySpan<double> state, Scene scene);
}

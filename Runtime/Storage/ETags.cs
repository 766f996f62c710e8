using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The check that every storage makes before it replaces or removes a record.</summary>
internal static class ETags
{
    /// <summary>Stands for whatever is stored.</summary>
    private const string Any = "*";

    /// <exception cref="InconsistentStateException">The grain holds the ETag of another record than the stored one.</exception>
    public static void Check(string? stored, string? held, string storage, string stateName, GrainId grainId)
    {
        if (held != Any && (stored ?? "") != (held ?? ""))
        {
            throw new InconsistentStateException(
                $"The state '{stateName}' of {grainId} in {storage} was changed by another activation: the stored ETag is {stored ?? "none"}, and the grain holds {held ?? "none"}.",
                stored,
                held);
        }
    }
}

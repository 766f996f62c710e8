using Orleans.Runtime;

namespace Orleans;

/// <summary>Identities and references of grains.</summary>
public static class GrainExtensions
{
    /// <summary>The reference to a grain, through another interface.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <returns>The reference.</returns>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => (TGrainInterface)grain.AsReference(typeof(TGrainInterface));

    /// <summary>The reference to a grain, through another interface.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <param name="interfaceType">The interface.</param>
    /// <returns>The reference.</returns>
    public static object AsReference(this IAddressable grain, Type interfaceType)
    {
        var reference = ReferenceOf(grain);
        return reference.Shared.Calls.References.Cast(reference, interfaceType);
    }

    /// <summary>The reference to a grain, through another interface.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <returns>The reference.</returns>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    /// <summary>The reference to a grain, through another interface.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <param name="interfaceType">The interface.</param>
    /// <returns>The reference.</returns>
    public static object Cast(this IAddressable grain, Type interfaceType) => grain.AsReference(interfaceType);

    /// <summary>The identity of a grain.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <returns>The identity.</returns>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        IGrainBase { GrainContext: { } context } => context.GrainId,
        GrainReference reference => reference.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
    };

    /// <summary>Whether the key of a grain is an integer.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsPrimaryKeyBasedOnLong(this IAddressable grain) => grain.GetGrainId().TryGetIntegerKey(out _, out _);

    /// <summary>The key of a grain with an integer and a string.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <param name="keyExt">The string.</param>
    /// <returns>The integer.</returns>
    public static long GetPrimaryKeyLong(this IAddressable grain, out string? keyExt) => grain.GetGrainId().GetIntegerKey(out keyExt);

    /// <summary>The key of a grain with an integer.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <returns>The integer.</returns>
    public static long GetPrimaryKeyLong(this IAddressable grain) => grain.GetGrainId().GetIntegerKey();

    /// <summary>The key of a grain with a GUID and a string.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <param name="keyExt">The string.</param>
    /// <returns>The GUID.</returns>
    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt) => grain.GetGrainId().GetGuidKey(out keyExt);

    /// <summary>The key of a grain with a GUID.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <returns>The GUID.</returns>
    public static Guid GetPrimaryKey(this IAddressable grain) => grain.GetGrainId().GetGuidKey();

    /// <summary>The key of a grain as text; for a grain with a string key, the string.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <returns>The text.</returns>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    private static GrainReference ReferenceOf(IAddressable grain) => grain switch
    {
        GrainReference reference => reference,
        IGrainBase { GrainContext: { } context } => context.GrainReference,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException(
            $"{grain.GetType()} is neither a grain nor a reference to one; {nameof(IGrainFactory.CreateObjectReference)} makes a reference to an observer.", nameof(grain)),
    };
}

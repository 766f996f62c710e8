using System.Reflection;

using Orleans.Serialization.Configuration;

namespace Orleans.Serialization.TypeSystem;

/// <summary>
/// The enums of the application, which messages may name without any attribute, as in Orleans: an enum has no code and no
/// content that a message could abuse. They are gathered when the first such name occurs.
/// </summary>
internal static class EnumNames
{
    private static readonly Lazy<Dictionary<string, Type>> Enums = new(Find);

    public static bool Contains(Type type) =>
        type is { IsEnum: true, IsGenericType: false, FullName: { } name } && Enums.Value.TryGetValue(name, out Type? known) && known == type;

    public static bool TryGet(string name, out Type? type) => Enums.Value.TryGetValue(name, out type);

    private static Dictionary<string, Type> Find()
    {
        Dictionary<string, Type> enums = new(StringComparer.Ordinal);
        foreach (Assembly assembly in ApplicationParts.All)
        {
            foreach (Type type in TypesOf(assembly))
            {
                if (type is { IsEnum: true, IsGenericType: false, FullName: { } name })
                {
                    enums.TryAdd(name, type);
                }
            }
        }

        return enums;
    }

    // Types whose dependencies are not deployed cannot be loaded, nor sent; the others can.
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>();
        }
    }
}

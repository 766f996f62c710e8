using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Orleans.Serialization.TypeSystem;

/// <summary>
/// The names of types on the wire: <c>name</c>, <c>name&lt;argument,argument&gt;</c> and <c>element[]</c>, where a name is
/// an alias or a full name. Only registered names are ever turned into types.
/// </summary>
internal static class TypeNames
{
    // A message may name any combination of known generic types, and each new one costs memory for good.
    private const int MaxParsed = 10_000;
    private const int MaxLength = 1_000;
    private const int MaxNesting = 16;

    private static readonly ConcurrentDictionary<Type, string> Names = [];
    private static readonly ConcurrentDictionary<string, Type> Types = [];
    private static readonly ConcurrentDictionary<string, Type> Ambiguous = [];
    private static readonly ConcurrentDictionary<string, Type> Parsed = [];

    public static string DefaultName(Type type) => type.FullName ?? type.Name;

    public static void Add(Type definition, string name)
    {
        string escaped = Escape(name);
        Names[definition] = escaped;
        if (!Types.TryAdd(escaped, definition) && Types[escaped] != definition)
        {
            Ambiguous[escaped] = definition;
        }
    }

    public static string Format(Type type)
    {
        StringBuilder name = new();
        Append(name, type, type);
        return name.ToString();
    }

    public static Type Parse(string name)
    {
        if (Parsed.TryGetValue(name, out Type? known))
        {
            return known;
        }

        if (name.Length > MaxLength)
        {
            throw new SerializerException($"The message holds a type name of {name.Length} characters; at most {MaxLength} are allowed.");
        }

        int position = 0;
        Type type = Parse(name, ref position, 0);
        if (position != name.Length)
        {
            throw new IllegalTypeException(name);
        }

        if (Parsed.Count >= MaxParsed)
        {
            throw new SerializerException($"Messages have named {MaxParsed} different types, which is the limit.");
        }

        return Parsed.GetOrAdd(name, type);
    }

    /// <summary>The type of the given name, if it is made of registered names only.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out Type? type)
    {
        try
        {
            type = Parse(name);
            return true;
        }
        catch (IllegalTypeException)
        {
            type = null;
            return false;
        }
    }

    private static void Append(StringBuilder name, Type type, Type whole)
    {
        if (type.IsSZArray)
        {
            Append(name, type.GetElementType()!, whole);
            name.Append("[]");
            return;
        }

        bool isGeneric = type.IsConstructedGenericType;
        if (type.IsEnum && !Names.ContainsKey(type) && EnumNames.Contains(type))
        {
            Add(type, DefaultName(type));
        }

        if (!Names.TryGetValue(isGeneric ? type.GetGenericTypeDefinition() : type, out string? registered))
        {
            throw new CodecNotFoundException(
                type,
                $"It stands in a place of a more general type (within {whole}), so the message must name it: annotate it with [GenerateSerializer].");
        }

        if (Ambiguous.TryGetValue(registered, out Type? other))
        {
            throw new SerializerException(
                $"The types {Types[registered].AssemblyQualifiedName} and {other.AssemblyQualifiedName} have the same name on the wire; give one of them an [Alias].");
        }

        name.Append(registered);
        if (isGeneric)
        {
            char separator = '<';
            foreach (Type argument in type.GenericTypeArguments)
            {
                name.Append(separator);
                Append(name, argument, whole);
                separator = ',';
            }

            name.Append('>');
        }
    }

    private static Type Parse(string name, ref int position, int nesting)
    {
        if (nesting > MaxNesting)
        {
            throw new IllegalTypeException(name);
        }

        int start = position;
        while (position < name.Length && name[position] is not ('<' or '>' or ',' or '['))
        {
            position += name[position] == '\\' ? 2 : 1;
        }

        position = Math.Min(position, name.Length);
        string simple = name[start..position];
        if (Ambiguous.ContainsKey(simple) || (!Types.TryGetValue(simple, out Type? type) && !EnumNames.TryGet(simple, out type)))
        {
            throw new IllegalTypeException(name);
        }

        if (position < name.Length && name[position] == '<')
        {
            type = ParseArguments(name, ref position, nesting, type!);
        }
        else if (type!.IsGenericTypeDefinition)
        {
            throw new IllegalTypeException(name);
        }

        int arrays = 0;
        while (name.AsSpan(position).StartsWith("[]"))
        {
            if (++arrays > MaxNesting)
            {
                throw new IllegalTypeException(name);
            }

            type = type.MakeArrayType();
            position += 2;
        }

        return type;
    }

    private static Type ParseArguments(string name, ref int position, int nesting, Type definition)
    {
        List<Type> arguments = [];
        do
        {
            position++;
            arguments.Add(Parse(name, ref position, nesting + 1));
        }
        while (position < name.Length && name[position] == ',');

        if (position >= name.Length
            || name[position] != '>'
            || !definition.IsGenericTypeDefinition
            || definition.GetGenericArguments().Length != arguments.Count)
        {
            throw new IllegalTypeException(name);
        }

        position++;
        try
        {
            return definition.MakeGenericType([.. arguments]);
        }
        catch (ArgumentException)
        {
            // The arguments do not satisfy the constraints.
            throw new IllegalTypeException(name);
        }
    }

    private static string Escape(string name)
    {
        if (name.AsSpan().IndexOfAny("<>,[\\") < 0)
        {
            return name;
        }

        StringBuilder escaped = new();
        foreach (char character in name)
        {
            if (character is '<' or '>' or ',' or '[' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}

using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>What the generator refuses, under the numbers that Orleans gives to the same mistakes.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor MissingId = Error(
        "ORLEANS0004",
        "Members of messages need an id",
        "'{0}' of '{1}' would be lost in messages: annotate it with [Id(n)], or with [NonSerialized] if that is intended");

    public static readonly DiagnosticDescriptor AbstractMember = Error(
        "ORLEANS0006",
        "Abstract and static members cannot be part of a message",
        "'{0}' of '{1}' is abstract or static, so it cannot have an [Id]");

    public static readonly DiagnosticDescriptor DuplicateId = Error(
        "ORLEANS0012",
        "Ids are unique within a type",
        "'{0}' and '{1}' of '{2}' have the same id {3}");

    public static readonly DiagnosticDescriptor MissingSetter = Error(
        "ORLEANS0101",
        "Members of messages can be set",
        "'{0}' of '{1}' has an [Id] but neither a setter nor a backing field");

    public static readonly DiagnosticDescriptor NoImplicitIds = Error(
        "ORLEANS0106",
        "Ids cannot be computed",
        "The ids of '{0}' cannot be computed: {1}; annotate the members with [Id(n)]");

    public static readonly DiagnosticDescriptor InaccessibleType = Error(
        "ORLEANS0107",
        "Types of messages are visible in their assembly",
        "'{0}' is less visible than internal, so that no codec can be generated for '{1}'");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Usage", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

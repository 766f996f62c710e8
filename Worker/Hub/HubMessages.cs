using System.Text.Json;
using System.Text.Json.Serialization;

namespace RlOrleans.Worker.Hub;

// What is said to the Hub and what it answers, as far as it is needed here. LFS: github.com/git-lfs/git-lfs/docs/api/batch.md

internal sealed record NewRepository(string Name, string Organization, string Type, string Visibility);

/// <summary>A dataset as a listing has it.</summary>
/// <param name="Id"><c>user/name</c></param>
/// <param name="Private">Whether only its owners see it.</param>
/// <param name="LastModified">When it was changed last.</param>
public sealed record ListedDataset(string Id, bool Private, DateTimeOffset? LastModified);

internal sealed record Revision(string Sha);

internal sealed record PathsQuery(IReadOnlyList<string> Paths, bool Expand = false);

/// <summary>A file or folder of a revision.</summary>
/// <param name="Type"><c>file</c> or <c>directory</c>.</param>
/// <param name="Path">Relative to the repository.</param>
/// <param name="Size">In bytes; of the content, also where that is kept by LFS.</param>
/// <param name="Oid">SHA-1 of the git blob.</param>
/// <param name="Lfs">Where LFS keeps the content: its SHA-256.</param>
internal sealed record TreeEntry(string Type, string Path, long Size, string? Oid, LfsPointer? Lfs);

internal sealed record LfsPointer(string Oid, long Size);

internal sealed record PreuploadQuery(IReadOnlyList<PreuploadFile> Files);

internal sealed record PreuploadFile(string Path, long Size, string Sample);

internal sealed record PreuploadAnswer(IReadOnlyList<PreuploadMode>? Files);

internal sealed record PreuploadMode(string Path, string UploadMode, bool ShouldIgnore = false);

internal sealed record LfsBatchQuery(
    string Operation,
    IReadOnlyList<string> Transfers,
    IReadOnlyList<LfsPointer> Objects,
    [property: JsonPropertyName("hash_algo")] string HashAlgorithm,
    LfsReference Ref);

internal sealed record LfsReference(string Name);

internal sealed record LfsBatchAnswer(string? Transfer, IReadOnlyList<LfsObject>? Objects);

internal sealed record LfsObject(string Oid, long Size, LfsActions? Actions, LfsError? Error);

internal sealed record LfsActions(LfsAction? Upload, LfsAction? Verify);

internal sealed record LfsAction(string Href, IReadOnlyDictionary<string, JsonElement>? Header);

internal sealed record LfsError(int Code, string Message);

internal sealed record MultipartCompletion(string Oid, IReadOnlyList<UploadedPart> Parts);

internal sealed record UploadedPart(int PartNumber, string Etag);

/// <summary>A line of a commit: <c>header</c>, <c>file</c> or <c>lfsFile</c>.</summary>
internal sealed record CommitLine<T>(string Key, T Value);

internal sealed record CommitHeader(string Summary, string Description, string ParentCommit);

internal sealed record CommitLfsFile(string Path, string Algo, string Oid, long Size);

internal sealed record CommitAnswer(string? CommitOid);

internal sealed record ErrorAnswer(string? Error, string? Message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewRepository))]
[JsonSerializable(typeof(Revision))]
[JsonSerializable(typeof(ListedDataset[]))]
[JsonSerializable(typeof(PathsQuery))]
[JsonSerializable(typeof(TreeEntry[]))]
[JsonSerializable(typeof(PreuploadQuery))]
[JsonSerializable(typeof(PreuploadAnswer))]
[JsonSerializable(typeof(LfsPointer))]
[JsonSerializable(typeof(LfsBatchQuery))]
[JsonSerializable(typeof(LfsBatchAnswer))]
[JsonSerializable(typeof(MultipartCompletion))]
[JsonSerializable(typeof(CommitLine<CommitHeader>))]
[JsonSerializable(typeof(CommitLine<CommitLfsFile>))]
[JsonSerializable(typeof(CommitAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(string))]
internal sealed partial class HubJson : JsonSerializerContext;

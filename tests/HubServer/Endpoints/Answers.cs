using Microsoft.AspNetCore.Http;

namespace RlOrleans.HubServer.Endpoints;

/// <summary>Answers as the Hub words them.</summary>
internal static class Answers
{
    /// <summary>An error with the Hub's own headers beside the body.</summary>
    public static IResult Error(int status, string message, string? code = null) => new ErrorResult(status, message, code);

    public static IResult NoRepository() => Error(404, "Repository not found", "RepoNotFound");

    public static IResult NoEntry(string path) => Error(404, $"{path} does not exist", "EntryNotFound");

    public static IResult NoRevision(string revision) => Error(404, $"Invalid rev id: {revision}", "RevisionNotFound");

    /// <summary>Whether a request came to the storage's port.</summary>
    public static bool IsStorage(this HttpRequest request, TestHub server) =>
        request.HttpContext.Connection.LocalPort == new Uri(server.StorageAddress).Port;

    private sealed class ErrorResult(int status, string message, string? code) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers["X-Error-Message"] = message;
            if (code is not null)
                httpContext.Response.Headers["X-Error-Code"] = code;
            return httpContext.Response.WriteAsJsonAsync(new { error = message });
        }
    }
}

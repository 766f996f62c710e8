using Microsoft.AspNetCore.Http;
using RlOrleans.HubServer.Endpoints;

namespace RlOrleans.HubServer;

/// <summary>Who may do what: the Hub wants its token, storage wants none, private repositories are hidden from others.</summary>
internal sealed class AccessMiddleware(TestHub server)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        string? authorization = context.Request.Headers.Authorization;
        if (context.Request.IsStorage(server))
        {
            // A signed address together with a token is refused by the real storage; and the token is no business of it.
            if (authorization is not null)
                await server.Refuse($"{context.Request.Path}: the token was sent to storage").ExecuteAsync(context);
            else if (!context.Request.Path.StartsWithSegments("/_storage", StringComparison.Ordinal))
                await Answers.Error(404, "Not found").ExecuteAsync(context);
            else
                await next(context);
            return;
        }

        bool admin = context.Request.Path.StartsWithSegments("/_admin", StringComparison.Ordinal);
        if (authorization is not null && authorization != $"Bearer {server.Token}" && !admin)
        {
            await Answers.Error(401, "Invalid credentials in Authorization header").ExecuteAsync(context);
            return;
        }

        // Completions come to signed addresses, so they need no token.
        bool signed = context.Request.Path.StartsWithSegments("/_complete", StringComparison.Ordinal);
        if (authorization is null && !admin && !signed && context.Request.Method != HttpMethods.Get && !context.Request.Path.Value!.Contains("/paths-info/", StringComparison.Ordinal))
        {
            await Answers.Error(401, "Invalid username or password.", "RepoNotFound").ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}

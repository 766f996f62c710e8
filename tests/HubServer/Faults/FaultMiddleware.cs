using System.Globalization;
using Microsoft.AspNetCore.Http;
using RlOrleans.HubServer.Endpoints;

namespace RlOrleans.HubServer.Faults;

/// <summary>Makes requests fail as the plan says.</summary>
internal sealed class FaultMiddleware(TestHub server)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        string path = context.Request.Path;
        if (path.StartsWith("/_admin", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        server.Requests.Enqueue($"{context.Request.Method} {path}");
        FaultRates rates = server.Faults.Rates;
        switch (server.Faults.Next(path))
        {
            case FaultKind.TooManyRequests:
                context.Response.Headers.RetryAfter = rates.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                context.Response.Headers["RateLimit"] = $"\"api\";r=0;t={rates.RetryAfterSeconds}";
                context.Response.Headers["RateLimit-Policy"] = "\"fixed window\";\"api\";q=500;w=300";
                await Answers.Error(429, "Too many requests").ExecuteAsync(context);
                break;
            case FaultKind.ErrorBefore:
                await Answers.Error(500, "Internal error").ExecuteAsync(context);
                break;
            case FaultKind.ErrorAfter:
                await DoUnseenAsync(context, next);
                await Answers.Error(500, "Internal error").ExecuteAsync(context);
                break;
            case FaultKind.CutBefore:
                context.Abort();
                break;
            case FaultKind.LostAnswer:
                await DoUnseenAsync(context, next);
                context.Abort();
                break;
            case FaultKind.Slow:
                await Task.Delay(rates.Delay, context.RequestAborted);
                await next(context);
                break;
            default:
                await next(context);
                break;
        }
    }

    // The answer goes nowhere.
    private static async Task DoUnseenAsync(HttpContext context, RequestDelegate next)
    {
        Stream body = context.Response.Body;
        context.Response.Body = new MemoryStream();
        await next(context);
        context.Response.Body = body;
        context.Response.Clear();
    }
}

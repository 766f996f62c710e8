using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>Answers every request that fails with a problem document (RFC 9457), whoever found it at fault.</summary>
internal static partial class Problems
{
    /// <summary>Longer values are cut in messages: an answer must not be as large as what it refuses.</summary>
    private const int MaxValueLength = 64;

    public static async Task Handle(HttpContext context, RequestDelegate next, ILogger logger)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            ProblemException problem = Describe(exception);
            if (exception is not (ProblemException or BadHttpRequestException))
                LogUnexpected(logger, context.Request.Method, context.Request.Path, exception);
            await Write(context, problem);
            return;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody is left to be told.
            return;
        }

        // Routing refuses paths and methods without a word.
        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            await Write(context, Describe(context));
    }

    /// <summary>A value as it is repeated to the caller.</summary>
    public static string Shorten(string value) => value.Length <= MaxValueLength ? value : $"{value[..MaxValueLength]}…";

    private static ProblemException Describe(Exception exception) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new ProblemException(
            StatusCodes.Status413PayloadTooLarge, ProblemCode.BodyTooLarge, "The body is larger than the service takes.", new FieldProblem("body", null, "is too large")),
        BadHttpRequestException bad => new ProblemException(bad.StatusCode, ProblemCode.MalformedBody, bad.Message, new FieldProblem("body", null, bad.Message)),
        _ => new ProblemException(StatusCodes.Status500InternalServerError, ProblemCode.Other, $"The service failed: {exception.Message}"),
    };

    private static ProblemException Describe(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new ProblemException(
            StatusCodes.Status404NotFound,
            ProblemCode.UnknownPath,
            "There is nothing at this path; /openapi.json describes what there is.",
            new FieldProblem("path", Shorten(context.Request.Path), "is unknown")),
        StatusCodes.Status405MethodNotAllowed => new ProblemException(
            StatusCodes.Status405MethodNotAllowed,
            ProblemCode.MethodNotAllowed,
            $"This path takes {context.Response.Headers.Allow}.",
            new FieldProblem("method", Shorten(context.Request.Method), $"must be {context.Response.Headers.Allow}")),
        int status => new ProblemException(status, ProblemCode.Other, ReasonPhrases.GetReasonPhrase(status)),
    };

    private static async Task Write(HttpContext context, ProblemException problem)
    {
        HttpResponse response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = MediaTypes.Problem;

        // What is left of the body is not read, and its connection with it: the caller must not send its next request there.
        if (problem.Status == StatusCodes.Status413PayloadTooLarge)
            response.Headers.Connection = "close";
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
            Write(json, problem);
        await response.BodyWriter.FlushAsync();
    }

    private static void Write(Utf8JsonWriter json, ProblemException problem)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, ProblemCode.TypePrefix + problem.Code);
        json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(problem.Status));
        json.WriteNumber("status"u8, problem.Status);
        json.WriteString("detail"u8, problem.Message);
        json.WriteString("code"u8, problem.Code);
        foreach ((string name, ulong value) in problem.Numbers)
            json.WriteNumber(name, value);
        json.WriteStartArray("errors"u8);
        foreach (FieldProblem error in problem.Errors)
        {
            json.WriteStartObject();
            json.WriteString("field"u8, error.Field);
            json.WriteString("value"u8, error.Value);
            json.WriteString("message"u8, error.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed; the caller was told so, and the service goes on.")]
    private static partial void LogUnexpected(ILogger logger, string method, string path, Exception exception);
}

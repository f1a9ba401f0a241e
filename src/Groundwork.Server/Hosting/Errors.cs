using System.Diagnostics;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Tables;
using Microsoft.AspNetCore.Diagnostics;

namespace Groundwork.Server.Hosting;

/// <summary>The one place where what nobody expected becomes a problem document with a trace id.</summary>
public sealed partial class Errors(ILogger<Errors> log) : IExceptionHandler
{
    const int InputOutput = 5, NoSpace = 28, QuotaUsedUp = 122; // EIO, ENOSPC, EDQUOT

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancel)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return true;
        var problem = exception switch
        {
            StorageFullException => Problem.Of(507, "storage_full", "The disk is full.", exception.Message),
            StorageUnavailableException => Problem.Of(503, "storage_unavailable", "The database can't take this now.", exception.Message),
            BadHttpRequestException bad => Problem.Of(bad.StatusCode, "bad_request", "The request can't be read.", Readable(bad)),
            IOException { HResult: NoSpace or QuotaUsedUp } => Problem.Of(507, "storage_full", "The disk is full.",
                "Free some space on the disk of the server's data folder, then send it again."),
            IOException { HResult: InputOutput } => Problem.Of(503, "storage_unavailable", "The disk of the server's data folder doesn't work.", exception.Message),
            TablesBusyException busy => Problem.Of(503, "tables_busy", busy.Message, busy.Todo),
            UnstorableTextException bad => Problem.Of(400, "bad_text", "The request has a character that no text can have.", bad.Message),
            _ => Problem.Of(500, "internal", "Something went wrong on the server.",
                "Nothing of this request was kept. Try again; if it happens again, report the trace id."),
        };
        if (problem.StatusCode == 500)
            Failed(exception, context.Request.Method, (context.Features.Get<RequestNote>()?.Route ?? RouteFacts.None).Template);
        else if (problem.StatusCode is 503 or 507)
            context.Response.Headers.RetryAfter = "5";
        await problem.ExecuteAsync(context);
        return true;
    }

    /// <summary>Says in words what the framework refused with a bare status.</summary>
    public static Task Explain(StatusCodeContext refused)
    {
        var (code, title, detail) = refused.HttpContext.Response.StatusCode switch
        {
            400 => ("bad_request", "The request can't be read.", "A parameter in the address is missing or malformed. Compare it with /api/openapi.json."),
            404 => ("no_route", "There is nothing at this address.", "Check the address."),
            405 => ("method", "This address doesn't take that method.", "See /api/openapi.json for those that it takes."),
            413 => ("too_large", "The body is too large.", "Send less at a time; files go to the import routes, which take any size."),
            415 => ("content_type", "This route doesn't take that content type.", "Send JSON as application/json, and files as application/octet-stream."),
            _ => ("refused", "The request was refused.", "See /api/openapi.json for what this route takes."),
        };
        return Problem.Of(refused.HttpContext.Response.StatusCode, code, title, detail).ExecuteAsync(refused.HttpContext);
    }

    /// <summary>What a person reports so that the request is found in the log.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    static string Readable(BadHttpRequestException bad) => bad.InnerException switch
    {
        System.Text.Json.JsonException { Path: null or "$" } json when json.Message.Split("including: ") is [_, var missing] =>
            $"The JSON lacks {missing.TrimEnd('.')}. Compare it with /api/openapi.json.",
        System.Text.Json.JsonException json =>
            $"The JSON is wrong at {json.Path ?? "$"}{(json.LineNumber is { } line ? $", line {line + 1}" : "")}. Compare it with /api/openapi.json.",
        _ => $"{bad.Message.TrimEnd('.')}. Compare it with /api/openapi.json.",
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Route} failed", EventName = "request.failed")]
    partial void Failed(Exception exception, string method, string route);
}

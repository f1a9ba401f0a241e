using System.Runtime.CompilerServices;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>Who has to wait when the server has more to do than it can.</summary>
public enum RequestClass
{
    /// <summary>Answered in any case: health, figures, the files of the app.</summary>
    Always,

    /// <summary>People at work: taking, drafts, submitting. Refused last.</summary>
    Work,

    Usual,

    /// <summary>What takes long and can be asked for later: searches, tables, reports, exports. Refused first.</summary>
    Heavy,
}

/// <summary>Marks a route whose requests take long and are refused first when there is too much to do.</summary>
public sealed record Heavy;

/// <summary>Marks a route that is answered in any case.</summary>
public sealed record AlwaysAnswered;

/// <summary>Marks a route whose answer goes on for as long as somebody listens.</summary>
public sealed record EventStream;

/// <summary>What measuring and admission need to know of a route, found once for each.</summary>
public sealed class RouteFacts
{
    static readonly ConditionalWeakTable<Endpoint, RouteFacts> Known = [];

    /// <summary>A request that no route takes.</summary>
    public static RouteFacts None { get; } = new("(none)", RequestClass.Usual, mayTakeLong: false, open: true);

    RouteFacts(string template, RequestClass requestClass, bool mayTakeLong, bool open) =>
        (Template, Class, MayTakeLong, IsOpen) = (template, requestClass, mayTakeLong, open);

    /// <summary>The pattern, with names in place of ids.</summary>
    public string Template { get; }

    public RequestClass Class { get; }

    /// <summary>Does it stream files or wait for something? Then slowness says nothing.</summary>
    public bool MayTakeLong { get; }

    /// <summary>Is it for people who are not signed in?</summary>
    public bool IsOpen { get; }

    public static RouteFacts Of(Endpoint? endpoint) => endpoint is null ? None : Known.GetValue(endpoint, static e => Find(e));

    static RouteFacts Find(Endpoint endpoint)
    {
        var (access, data) = (endpoint.Metadata.GetMetadata<Access>(), endpoint.Metadata);
        var template = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
        var heavy = data.GetMetadata<Heavy>() is not null;
        var requestClass = data.GetMetadata<AlwaysAnswered>() is not null ? RequestClass.Always
            : heavy ? RequestClass.Heavy
            : access?.In is In.Assignment or In.Review || data.GetMetadata<Labelling>() is not null ? RequestClass.Work
            : RequestClass.Usual;
        return new(template.StartsWith('/') || template == "(none)" ? template : "/" + template, requestClass,
            heavy || data.GetMetadata<UnlimitedBody>() is not null || data.GetMetadata<UserBytes>() is not null || data.GetMetadata<EventStream>() is not null, access?.Anyone ?? true);
    }
}

public static class RequestClasses
{
    /// <summary>Takes long; refused first when there is too much to do.</summary>
    public static T Heavy<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new Heavy());

    /// <summary>Answered however much there is to do.</summary>
    public static T Always<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new AlwaysAnswered());
}

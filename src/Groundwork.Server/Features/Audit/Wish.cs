using Groundwork.Core.Audit;
using Groundwork.Core.Documents;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>Which lines of the log somebody wants to see.</summary>
sealed record Wish
{
    /// <summary>Who did it: the id of a member, <c>system</c> or <c>anonymous</c>.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done: an action, or the part of it before the first point.</summary>
    public string? Action { get; init; }

    /// <summary>What it was done to.</summary>
    public string? Subject { get; init; }

    public string? Project { get; init; }

    /// <summary>Not before this time.</summary>
    public long? From { get; init; }

    /// <summary>Before this time.</summary>
    public long? To { get; init; }

    internal bool IsAll => this is { Actor: null, Action: null, Subject: null, Project: null, From: null, To: null };

    /// <summary>What holds for the lines.</summary>
    internal Sql Condition
    {
        get
        {
            var whose = Where(Actor, v => $" AND l.actor = {v}");
            var action = Where(Action, v => $" AND (l.action = {v} OR l.action LIKE {v + ".%"})");
            var thing = Where(Subject, v => $" AND l.subject = {v}");
            var project = Where(Project, v => $" AND coalesce(l.project, l.subject) = {v}");
            var since = Where(From, v => $" AND l.at >= {v}");
            var until = Where(To, v => $" AND l.at < {v}");
            return $"{whose}{action}{thing}{project}{since}{until}";
        }
    }

    static Sql Where(string? value, Func<string, Sql> condition) => value is null ? Sql.Nothing : condition(value);

    static Sql Where(long? value, Func<long, Sql> condition) => value is { } v ? condition(v) : Sql.Nothing;

    /// <summary>May a tile with these words and times have such a line?</summary>
    internal bool May(byte[] words, long first, long last) => (From is not { } from || last >= from) && (To is not { } to || first < to) && AuditWords.May(words, Words());

    IEnumerable<string> Words()
    {
        if (Actor is { } actor)
            yield return AuditWords.Actor(actor);
        if (Action is { } action)
            yield return AuditWords.Action(action.Split('.')[0]);
        if (Subject is { } subject)
            yield return AuditWords.Subject(subject);
        if (Project is { } project)
            yield return AuditWords.Project(project);
    }

    internal List<Fault> Faults()
    {
        var faults = new List<Fault>();
        if (Action is { } action && (action.Length > 80 || !action.All(c => char.IsAsciiLetterLower(c) || c is '.' or '_')))
            faults.Add(new("/action", "action", "An action is written like project.created, or project for all of a kind."));
        return faults;
    }
}

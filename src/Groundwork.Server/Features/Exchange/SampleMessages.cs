using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Simulation;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Messages to a customer service, each with three to seven votes on what the writer wants: what truth methods and agreement are made for.</summary>
static class SampleMessages
{
    internal const string Name = "Customer messages (sample)";
    const int Finished = 34, Begun = 40, Most = 7, Fewest = 3;

    sealed record Message(string Id, string Text, string Intent, string? Urgency, string? OrElse, string? OrWhen);

    internal static SampleProject Project() => new(Name, Ontology, Instructions, [.. Sample.Lines<Message>("messages.jsonl").Select(Item)], 143)
    {
        Known = ("intent", 20),
    };

    static SampleItem Item(Message message, int at)
    {
        var answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["intent"] = Sample.Json(message.Intent) };
        if (message.Urgency is not null)
            answers["urgency"] = Sample.Json(message.Urgency);
        var doubtful = new Dictionary<string, string>(StringComparer.Ordinal);
        if (message.OrElse is not null)
            doubtful["intent"] = message.OrElse;
        if (message.OrWhen is not null)
            doubtful["urgency"] = message.OrWhen;
        // What can be read in two ways was looked at by few: there is something left to settle.
        return new(message.Id, Sample.Written, new SimulatedItem(AnswerDocument.Empty with { Answers = answers }, [], Text: message.Text) { Doubtful = doubtful },
            at >= Begun ? 0 : at >= Finished ? 1 : doubtful.Count > 0 ? Fewest : Most - (at % 3));
    }

    static readonly OntologyDocument Ontology = new()
    {
        Questions =
        [
            new Question("intent", "What does the writer want?", "choice")
            {
                Required = true,
                Options = [new("complaint", "Complain", "1"), new("request", "Ask for something to be done", "2"), new("question", "Know something", "3"), new("praise", "Praise", "4")],
            },
            new Question("urgency", "When does it have to be dealt with?", "choice")
            {
                Required = true,
                When = new Condition.Is("intent", [Sample.Json("complaint"), Sample.Json("request")]),
                Options = [new("today", "Today", "1"), new("this_week", "This week", "2"), new("whenever", "Whenever", "3")],
            },
            new Question("note", "Anything the next person should know?", "text") { Max = 500 },
        ],
    };

    const string Instructions = """
        Read the message as the person at the desk would, and decide **what the writer wants**.

        - *Complain*: something went wrong, whether or not they ask for anything.
        - *Ask for something to be done*: change, send, cancel, build.
        - *Know something*: an answer is enough.
        - *Praise*: nothing needs to happen.

        If it is a complaint or a request, say **when it has to be dealt with**: what would a fair-minded person expect?
        "Today" is for money, health, locked doors and things that start tomorrow.

        > **Example.** "Well, great: the 'faster' page now takes eleven seconds to load." Not praise: a complaint.
        """;
}

using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>What is believed of a task, in a line of the native export.</summary>
static class NativeResolutions
{
    public static void Write(CanonicalJson json, SnapshotResolution resolution)
    {
        json.Object().Name("method").Text(resolution.Method).Name("questions").Object();
        foreach (var (name, question) in CanonicalJson.Sorted(resolution.Questions))
        {
            json.Name(name).Object().Name("value");
            if (question.Value is { } value)
                json.Value(value);
            else
                json.Null();
            json.Name("confidence").Number(question.Confidence).Name("tied").List();
            foreach (var tied in question.Tied)
                json.Value(tied);
            json.EndList().Name("votes").Number(question.Votes);
            if (question.Distribution is { } distribution)
            {
                json.Name("distribution").Object();
                foreach (var (label, share) in CanonicalJson.Sorted(distribution))
                    json.Name(label).Number(share);
                json.EndObject();
            }
            json.EndObject();
        }
        json.EndObject();
        if (resolution.Document is { } document)
            AnswerWriter.Write(json.Name("document"), document);
        if (resolution.Confidence is { } confidence)
        {
            json.Name("confidence").Object();
            foreach (var (id, sure) in CanonicalJson.Sorted(confidence))
                json.Name(id).Number(sure);
            json.EndObject();
        }
        if (resolution.Support is { } support)
        {
            json.Name("support").Object();
            foreach (var (id, (votes, seen, from)) in CanonicalJson.Sorted(support))
            {
                json.Name(id).Object().Name("votes").Number(votes).Name("seen").Number(seen).Name("from").List();
                foreach (var mark in from)
                    json.Object().Name("author").Text(mark.AuthorId).Name("object").Text(mark.Object).Name("similarity").Number(mark.Similarity).EndObject();
                json.EndList().EndObject();
            }
            json.EndObject();
        }
        if (resolution.Review is { } by)
            json.Name("review").Object().Name("annotation").Text(by.AnnotationId).Name("author").Text(by.AuthorId).Name("name").Text(by.AuthorName).Name("kind").Text(by.Kind)
                .Name("at").Number(by.SubmittedAt).EndObject();
        json.EndObject();
    }

    public static SnapshotResolution? Read(JsonMembers row, List<Fault> faults)
    {
        if (row.Any("resolution") is not { } value || !JsonMembers.TryOpen(value, row.At("resolution"), faults, out var resolution, "method", "questions", "document", "confidence", "support", "review"))
            return null;
        var questions = new SortedDictionary<string, ResolvedQuestion>(StringComparer.Ordinal);
        foreach (var (name, each) in resolution.Map("questions"))
        {
            var path = resolution.At("questions").Step(name);
            if (!JsonMembers.TryOpen(each, path, faults, out var question, "value", "confidence", "tied", "votes", "distribution"))
                continue;
            questions[name] = new(question.Any("value"), question.Number("confidence", required: true) ?? 0,
                [.. question.List("tied").Select(t => t.Value)], question.Whole("votes", required: true) ?? 0, Shares(question, "distribution", faults));
        }
        return new(resolution.Text("method", required: true) ?? "", questions)
        {
            Document = resolution.Any("document") is { } document ? AnswerReader.Read(document, resolution.At("document"), faults) : null,
            Confidence = Shares(resolution, "confidence", faults),
            Support = ReadSupport(resolution, faults),
            Review = ReadReview(resolution, faults),
        };
    }

    static SnapshotReview? ReadReview(JsonMembers resolution, List<Fault> faults) =>
        resolution.Any("review") is { } value && JsonMembers.TryOpen(value, resolution.At("review"), faults, out var by, "annotation", "author", "name", "kind", "at")
            ? new(by.Text("annotation", required: true) ?? "", by.Text("author", required: true) ?? "", by.Text("name", required: true) ?? "", by.Text("kind", required: true) ?? "",
                (long)(by.Number("at", required: true) ?? 0)) : null;

    static SortedDictionary<string, double>? Shares(JsonMembers owner, string member, List<Fault> faults)
    {
        if (owner.Any(member) is null)
            return null;
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, share) in owner.Map(member))
            if (share.ValueKind == JsonValueKind.Number)
                shares[name] = share.GetDouble();
            else
                faults.Add(new(owner.At(member).Step(name), "wrong_type", "A share must be a number."));
        return shares;
    }

    static SortedDictionary<string, ObjectSupport>? ReadSupport(JsonMembers resolution, List<Fault> faults)
    {
        if (resolution.Any("support") is null)
            return null;
        var support = new SortedDictionary<string, ObjectSupport>(StringComparer.Ordinal);
        foreach (var (id, value) in resolution.Map("support"))
        {
            if (!JsonMembers.TryOpen(value, resolution.At("support").Step(id), faults, out var each, "votes", "seen", "from"))
                continue;
            var from = new List<SupportingMark>();
            foreach (var (mark, path) in each.List("from", required: true))
                if (JsonMembers.TryOpen(mark, path, faults, out var made, "author", "object", "similarity"))
                    from.Add(new(made.Text("author", required: true) ?? "", made.Text("object", required: true) ?? "", made.Number("similarity", required: true) ?? 0));
            support[id] = new(each.Whole("votes", required: true) ?? 0, each.Whole("seen", required: true) ?? 0, from);
        }
        return support;
    }
}

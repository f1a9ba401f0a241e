using System.Globalization;
using System.Text;
using Groundwork.Core.Ontology;
using Groundwork.Core.Statistics;

namespace Groundwork.Server.Commands.Benching;

/// <summary>A native export that nobody made: every other text is marked by two people who mostly agree.</summary>
static class MadeProject
{
    internal static readonly string Ontology = Encoding.UTF8.GetString(OntologyWriter.Canonical(OntologyReader.Read("""
        {"version":1,"classes":[{"name":"place","title":"Place","geometry":["span"]},{"name":"person","title":"Person","geometry":["span"]}],
         "questions":[{"name":"tone","title":"Tone","kind":"choice","required":true,"options":[{"name":"good"},{"name":"bad"},{"name":"neutral"}]}]}
        """u8, [])!));

    /// <summary>Makes a project of it: its id, when it is whole.</summary>
    internal static async Task<string> Bring(HttpClient owner, int answers, CancellationToken cancel)
    {
        using var content = new Lines(Math.Max(1, answers / 2));
        using var response = await owner.PostAsync($"/api/imports/snapshot?fileName=bench.jsonl&name={Guid.NewGuid():N}", content, cancel);
        var job = await Crowd.Read(response, cancel);
        return (await Api.Of(owner).Ended(job, (_, _) => { })).GetProperty("made").GetString()!;
    }

    /// <summary>Writes as many tasks, each with two answers and, if wished, with what would be believed of them.</summary>
    internal static async Task Write(Stream stream, int tasks, bool resolved)
    {
        var random = new SeededRandom(20261122);
        var page = new StringBuilder();
        for (var i = 1; i <= tasks; i++)
        {
            var begin = i > 1 ? "" : $$$"""
                "snapshot":{"id":"made","hash":"made","manifest":{"version":2,"answers":{{{2 * tasks}}},"instructions":"","method":"dawid-skene","ontology":{{{Ontology}}},"rows":{{{tasks}}},"rowsSha256":"","rowsSize":0}},
                """;
            page.Append(CultureInfo.InvariantCulture, $$$"""
                {"groundwork":2,{{{begin}}}"ordinal":{{{i}}},"externalId":"text-{{{i:D8}}}","modality":"text","item":{"text":"Ada Lovelace wrote to Charles from London, and Mary came by from Turin: letter {{{i}}}"},"metadata":{"channel":"post"},"provenance":{"source":"made","licence":"CC0-1.0","row":{{{i}}}},"state":"resolved","resolution":{{{(resolved ? Resolution(i) : "null")}}},"answers":[
                """);
            for (var who = 0; who < 2; who++)
            {
                var (author, tone) = ((i + who * 7) % 40, random.NextInt(10) == 0 ? "bad" : "good");
                var objects = i % 2 == 0 ? Objects(random.NextInt(12) == 0 ? 13 : 12) : "";
                page.Append(CultureInfo.InvariantCulture, $$$"""
                    {{{(who == 0 ? "" : ",")}}}{"annotationId":"an-{{{i}}}-{{{who}}}","author":{"id":"member-{{{author}}}","name":"Annotator {{{author}}}","kind":"person"},"submittedAt":{{{1_767_225_600_000 + i * 1000L + who}}},"activeMs":4200,"late":false,"counted":true,"revision":1,"document":{"version":1,"objects":[{{{objects}}}],"tracks":[],"relations":[],"answers":{"tone":"{{{tone}}}"} } }
                    """);
            }
            page.Append("]}\n");
            if (page.Length < 64 * 1024 && i < tasks)
                continue;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(page.ToString()));
            page.Clear();
        }
    }

    static string Objects(int end) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"id":"o1","class":"person","geometry":{"type":"span","start":0,"end":{{{end}}}}},{"id":"o2","class":"place","geometry":{"type":"span","start":35,"end":41}}
        """);

    static string Resolution(int i)
    {
        var marked = i % 2 == 0;
        string Support(string id) => string.Create(CultureInfo.InvariantCulture, $$$"""
            "{{{id}}}":{"votes":2,"seen":2,"from":[{"author":"member-{{{i % 40}}}","object":"{{{id}}}","similarity":1},{"author":"member-{{{(i + 7) % 40}}}","object":"{{{id}}}","similarity":1}]}
            """);
        return $$$"""
            {"method":"dawid-skene","questions":{"tone":{"value":"good","confidence":0.9831265,"tied":[],"votes":2,"distribution":{"bad":0.0112735,"good":0.9831265,"neutral":0.0056} } },"document":{"version":1,"objects":[{{{(marked ? Objects(12) : "")}}}],"tracks":[],"relations":[],"answers":{}},"confidence":{{{(marked ? """{"o1":0.9712345,"o2":0.9812345}""" : "{}")}}},"support":{{{{(marked ? Support("o1") + "," + Support("o2") : "")}}}}}
            """;
    }

    // Made while it is sent: the file is never whole anywhere but at the server.
    sealed class Lines(int tasks) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => Write(stream, tasks, resolved: false);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using Groundwork.Core.Audit;

namespace Groundwork.Core.Tests.Audit;

public class AuditLeafTests
{
    static readonly AuditLeaf Some = new(2, "w", 1764000000123, "m", "project.created", "p", "p", null, "sha256:00", "browser:ab", "cd");

    [Fact]
    public void The_bytes_are_those_of_the_guide()
    {
        Encoding.UTF8.GetString(Some.Bytes()).ShouldBe(
            """{"v":2,"workspace":"w","at":1764000000123,"actor":"m","action":"project.created","subject":"p","project":"p","before":null,"after":"sha256:00","via":"browser:ab","source":"cd"}""");
        // Lines from before versions: lengths in UTF-16 units before the fields.
        Encoding.UTF8.GetString((Some with { Version = 1, Subject = "é👩" }).Bytes()).ShouldBe("1:w1:m15:project.created3:é👩0:9:sha256:0013:1764000000123");
        Should.Throw<InvalidOperationException>(() => (Some with { Version = 3 }).Bytes());
    }

    [Fact]
    public void Different_lines_have_different_bytes()
    {
        AuditLeaf[] lines =
        [
            Some, Some with { Workspace = "x" }, Some with { At = 1 }, Some with { Actor = "x" }, Some with { Action = "x" }, Some with { Subject = "x" }, Some with { Project = null },
            Some with { Before = "x" }, Some with { After = null }, Some with { Via = null }, Some with { Source = null }, Some with { Version = 1 },
            Some with { Actor = "m\",\"action\":\"x" }, Some with { Actor = "m\\" }, Some with { Project = "null" }, Some with { Project = "" },
        ];
        lines.Select(l => Convert.ToHexString(l.Bytes())).Distinct().Count().ShouldBe(lines.Length);
    }

    [Fact]
    public void Texts_are_escaped_as_JSON_stringify_does_it() =>
        Encoding.UTF8.GetString((Some with { Subject = "\"\\/\b\t\n\f\r\u0001\u001f\u007fé👩\u2028" }).Bytes())
            .ShouldContain("\"subject\":\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\u007fé👩\u2028\"");

    [Fact]
    public void A_checkpoint_is_opened_by_its_key_alone_and_only_unchanged()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var checkpoint = new Checkpoint("groundwork/audit/w", 12, SHA256.HashData([1]));
        var note = checkpoint.Signed(key);
        note.ShouldStartWith($"groundwork/audit/w\n12\n{Convert.ToBase64String(checkpoint.Root)}\n\n— groundwork/audit/w ");
        byte[][] keys = [other.ExportSubjectPublicKeyInfo(), key.ExportSubjectPublicKeyInfo()];
        Checkpoint.Open(note, keys)!.Text.ShouldBe(checkpoint.Text);
        Checkpoint.Open(note, keys[..1]).ShouldBeNull();
        string[] wrong = [note.Replace("\n12\n", "\n13\n", StringComparison.Ordinal), note.Replace("audit/w\n", "audit/x\n", StringComparison.Ordinal), note[..^8], "", "x", "\n\n", "a\nb\nc\n\n— a b\n"];
        foreach (var text in wrong)
            Checkpoint.Open(text, keys).ShouldBeNull(text);
    }

    [Fact]
    public void A_filter_never_passes_by_a_line_that_is_there()
    {
        var leaves = Enumerable.Range(0, 256).Select(n => Some with { Subject = $"s{n}", Actor = $"m{n % 20}" }).ToList();
        var filter = AuditWords.Filter(leaves);
        leaves.ShouldAllBe(l => AuditWords.May(filter, AuditWords.Of(l)));
        Enumerable.Range(0, 2000).Count(n => AuditWords.May(filter, new[] { AuditWords.Subject($"other{n}") })).ShouldBeLessThan(20);
    }

    [Fact]
    public void What_stands_for_an_address_depends_on_its_salt()
    {
        var salt = new byte[AuditSource.SaltBytes];
        AuditSource.Of(salt, "192.0.2.1").Length.ShouldBe(32);
        AuditSource.Of(salt, "192.0.2.1").ShouldNotBe(AuditSource.Of(salt, "192.0.2.2"));
        AuditSource.Of([.. salt[1..], 1], "192.0.2.1").ShouldNotBe(AuditSource.Of(salt, "192.0.2.1"));
    }
}

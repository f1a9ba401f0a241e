using System.Globalization;
using System.Text;

namespace Groundwork.Core.Audit;

/// <summary>One line of the audit log: who did what to which thing, when, from where, and what the thing was before and after.</summary>
/// <param name="Version">How its bytes are made: 2, or 1 for lines from before there was a "from where".</param>
/// <param name="Workspace">Whose log it is in.</param>
/// <param name="At">When, by the database's clock: Unix milliseconds.</param>
/// <param name="Actor">The id of the member, <c>system</c>, or <c>anonymous</c> for somebody who is not signed in.</param>
/// <param name="Action">What was done, such as <c>project.created</c>.</param>
/// <param name="Subject">The id of the thing that it was done to.</param>
/// <param name="Project">The project that the thing belongs to, where that is known.</param>
/// <param name="Before">The hash of what the thing was before, where there is one.</param>
/// <param name="After">The hash of what it is now, where there is one.</param>
/// <param name="Via">What it came through: <c>browser:</c> and the session, <c>key:</c> and the key, <c>cli</c>, or <c>server</c>.</param>
/// <param name="Source">Stands for the client's address, which is kept elsewhere and can be forgotten: see <see cref="AuditSource"/>.</param>
public sealed record AuditLeaf(int Version, string Workspace, long At, string Actor, string Action, string Subject,
    string? Project, string? Before, string? After, string? Via, string? Source)
{
    /// <summary>The version in which new lines are written.</summary>
    public const int Newest = 2;

    /// <summary>The bytes that the tree's leaf is the hash of.</summary>
    /// <remarks>
    /// Version 2 is one JSON object in UTF-8 without spaces, always with these members in this order; what isn't there is null. Of a text only
    /// quotation marks, backslashes and control characters are escaped, as JSON.stringify does it. Version 1 has, for each of seven
    /// fields, its length in UTF-16 units, a colon and the field.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A version that this program doesn't know.</exception>
    public byte[] Bytes() => Version switch
    {
        Newest => Written(),
        1 => Encoding.UTF8.GetBytes(string.Concat(
            new[] { Workspace, Actor, Action, Subject, Before ?? "", After ?? "", At.ToString(CultureInfo.InvariantCulture) }
                .Select(field => $"{field.Length.ToString(CultureInfo.InvariantCulture)}:{field}"))),
        _ => throw new InvalidOperationException($"A line of the audit log has version {Version}, which a newer program wrote. Use that one."),
    };

    byte[] Written()
    {
        var text = new StringBuilder(400).Append("{\"v\":2");
        Member(text, "workspace", Workspace);
        text.Append(",\"at\":").Append(At.ToString(CultureInfo.InvariantCulture));
        Member(text, "actor", Actor);
        Member(text, "action", Action);
        Member(text, "subject", Subject);
        Member(text, "project", Project);
        Member(text, "before", Before);
        Member(text, "after", After);
        Member(text, "via", Via);
        Member(text, "source", Source);
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    static void Member(StringBuilder text, string name, string? value)
    {
        text.Append(",\"").Append(name).Append("\":");
        if (value is null)
        {
            text.Append("null");
            return;
        }
        text.Append('"');
        if (value.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 && value.AsSpan().IndexOfAny('"', '\\') < 0)
            text.Append(value);
        else
            foreach (var c in value)
                _ = c switch
                {
                    '"' or '\\' => text.Append('\\').Append(c),
                    '\b' => text.Append("\\b"),
                    '\t' => text.Append("\\t"),
                    '\n' => text.Append("\\n"),
                    '\f' => text.Append("\\f"),
                    '\r' => text.Append("\\r"),
                    < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                    _ => text.Append(c),
                };
        text.Append('"');
    }
}

using System.Runtime.CompilerServices;

namespace Groundwork.Storage.Sqlite;

/// <summary>
/// What statements have in common that differ in their values only: by it a prepared one is found without writing the text out. Literals are
/// compared as objects, because the runtime keeps one of each.
/// </summary>
/// <param name="Who">Who asks, where that is part of what a statement is.</param>
/// <param name="Parts">Without values.</param>
sealed record SqlShape(string? Who, object[] Parts)
{
    internal sealed class Comparer : IEqualityComparer<SqlShape>, IAlternateEqualityComparer<(string? Who, Sql Sql), SqlShape>
    {
        static readonly object[] Holes = [.. Enum.GetValues<HoleKind>().Select(k => (object)k)];

        public SqlShape Create((string? Who, Sql Sql) alternate)
        {
            var parts = new object[alternate.Sql.Parts.Length];
            for (var i = 0; i < parts.Length; i++)
                parts[i] = Of(alternate.Sql.Parts[i]);
            return new SqlShape(alternate.Who, parts);
        }

        public bool Equals((string? Who, Sql Sql) alternate, SqlShape other)
        {
            var parts = alternate.Sql.Parts;
            if (parts.Length != other.Parts.Length || alternate.Who != other.Who)
                return false;
            for (var i = 0; i < parts.Length; i++)
                if (!ReferenceEquals(Of(parts[i]), other.Parts[i]))
                    return false;
            return true;
        }

        public int GetHashCode((string? Who, Sql Sql) alternate)
        {
            var hash = alternate.Who?.GetHashCode(StringComparison.Ordinal) ?? 0;
            foreach (var part in alternate.Sql.Parts)
                hash = hash * 31 + RuntimeHelpers.GetHashCode(Of(part));
            return hash;
        }

        public bool Equals(SqlShape? x, SqlShape? y) => x == y || (x is not null && y is not null && x.Who == y.Who && x.Parts.SequenceEqual(y.Parts, ReferenceEqualityComparer.Instance));

        public int GetHashCode(SqlShape shape)
        {
            var hash = shape.Who?.GetHashCode(StringComparison.Ordinal) ?? 0;
            foreach (var part in shape.Parts)
                hash = hash * 31 + RuntimeHelpers.GetHashCode(part);
            return hash;
        }

        // What a hole is made of is its kind.
        static object Of(in Part part) => part.Text ?? Holes[(int)part.Hole.Kind];
    }
}

-- Labels come in like items do, with their provenance: what an import brought, and to which project.
ALTER TABLE import ADD COLUMN kind TEXT NOT NULL DEFAULT 'items';
ALTER TABLE import ADD COLUMN project TEXT;

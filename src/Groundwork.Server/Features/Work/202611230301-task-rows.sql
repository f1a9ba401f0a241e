-- Tasks that were made before these columns were.
UPDATE task SET changed = created,
  item_ordinal = coalesce((SELECT ordinal FROM item WHERE item.id = task.item AND item.workspace = task.workspace), 0);

/* A list of matches that grows as long as there is memory: nothing found is ever dropped. */
#include <stdlib.h>

#include "core.h"

int rows_push(struct rows *rows, uint32_t query, uint32_t entry, uint32_t distance)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? 2 * rows->room : 256;
        if (room > SIZE_MAX / sizeof *rows->row)
            return NO_MEMORY;
        struct row *grown = realloc(rows->row, room * sizeof *grown);
        if (!grown)
            return NO_MEMORY;
        rows->row = grown;
        rows->room = room;
    }
    rows->row[rows->count++] = (struct row){query, entry, distance};
    return DONE;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_preview.h"

#include "services/exchange/await.h"
#include "services/exchange/import_pass.h"
#include "services/exchange/row_previewer.h"

#include <QIODevice>

namespace tidemark::exchange {
namespace {

constexpr std::int64_t kWholeBytes = std::int64_t{8} * 1024 * 1024; // files up to here: whole
constexpr std::int64_t kTailBytes = std::int64_t{256} * 1024;
constexpr std::int64_t kRowsPerLook = 1'000;

// The last rows of a large file, found from its end.
LastRows readTail(const ImportInput &input, const ImportPlan &plan)
{
    LastRows tail;
    auto text = TextInput::open(input);
    if (!text || !text->isSeekable())
        return tail;
    const std::int64_t start = (text->size_bytes() - kTailBytes) & ~std::int64_t{1};
    if (!text->device().seek(start))
        return tail;
    const auto reader = makeTextReader(text->device(), plan, {}, true);
    TableRow row;
    for (auto read = reader->next(row); read && *read; read = reader->next(row)) {
        row.line = 0;
        tail.add(row);
    }
    return tail;
}

// Reads the first rows, and of a small file all; keeps the last ones in `tail`.
Result<bool> readHead(ImportPass &pass, RowPreviewer &previewer, const std::stop_token &stop,
                      std::int64_t limit_bytes, ImportPreview &preview, LastRows &tail)
{
    TableRow row;
    for (std::int64_t count = 0;; ++count) {
        if (count % kRowsPerLook == 0 && stop.stop_requested())
            return failure(cancelledError());
        const bool isFull = preview.head.size() == kPreviewHead;
        if (isFull && pass.bytesRead() > limit_bytes)
            return false;
        auto read = pass.next(row);
        if (!read) {
            preview.problem = read.error();
            return true;
        }
        if (!*read)
            return true;
        if (!isFull) {
            preview.head.push_back(previewer.show(row));
            continue;
        }
        tail.add(row);
        preview.isComplete = count < static_cast<std::int64_t>(kPreviewHead + kPreviewTail);
    }
}

} // namespace

Result<ImportPreview> previewImport(const ImportInput &input, const ImportPlan &plan,
                                    const PassContext &context)
{
    ImportPreview preview;
    preview.isComplete = true;
    if (plan.format == ImportFormat::Sqlite && plan.table.isEmpty()) {
        preview.problem = validate(plan).error();
        return preview;
    }
    if (plan.format != ImportFormat::Sqlite) {
        if (auto text = TextInput::open(input); !text)
            return failure(text.error());
    }
    auto pass = ImportPass::open(input, plan, context);
    if (!pass) {
        preview.problem = pass.error();
        return preview;
    }
    const bool isLarge = (*pass)->size_bytes() > kWholeBytes;
    RowPreviewer previewer(plan);
    LastRows tail;
    auto reachedEnd =
        readHead(**pass, previewer, context.stop, isLarge ? 0 : kWholeBytes, preview, tail);
    if (!reachedEnd)
        return failure(reachedEnd.error());
    if (!*reachedEnd) {
        preview.isComplete = false;
        tail = (*pass)->isSeekable() ? readTail(input, plan) : LastRows();
    }
    preview.tail = tail.show(previewer);
    if (auto valid = validate(plan); !valid && !preview.problem)
        preview.problem = valid.error();
    return preview;
}

} // namespace tidemark::exchange

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/file_contributions.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/listing.h"
#include "services/roboto/server/store_values.h"

namespace tidemark::roboto {
namespace {

void answerWith(const CallPointer &call, const Session &session)
{
    call->answer(writeAnswer(sessionRecord(session, call->org())));
}

} // namespace

void addSessionFiles(const CallPointer &call)
{
    const auto request = call->takeBody<AddFilesRequest>();
    if (!request)
        return call->fail(request.error());
    std::vector<NewContribution> files;
    files.reserve(request->files.size());
    for (const SessionFile &file : request->files)
        files.push_back(newContribution(file));
    whenDone(call, call->ports().files->add(call->argument(), std::move(files)),
             [call](const SessionOutcome &changed) { answerWith(call, changed.session); });
}

void removeSessionFiles(const CallPointer &call)
{
    const auto request = call->takeBody<RemoveFilesRequest>();
    if (!request)
        return call->fail(request.error());
    whenDone(call, call->ports().files->remove(call->argument(), request->fileIds),
             [call](const SessionOutcome &changed) { answerWith(call, changed.session); });
}

void listSessionFiles(const CallPointer &call)
{
    const auto cursor = cursorOf<FilesCursor>(*call, &filesCursor);
    if (!cursor)
        return call->fail(cursor.error());
    std::optional<QString> after;
    if (*cursor)
        after = (*cursor)->fileId;
    whenDone(call, call->ports().files->page(call->argument(), after, kListingPageSize),
             [call](const ContributionPage &found) {
                 Page<SessionFileView> page;
                 for (const FileContribution &file : found.files)
                     page.items.push_back(fileView(file));
                 if (found.next)
                     page.nextToken = pageToken(FilesCursor{*found.next});
                 call->answer(writeAnswer(page));
             });
}

} // namespace tidemark::roboto

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/listing.h"
#include "services/roboto/server/metric_values.h"

namespace tidemark::roboto {
namespace {

void answerWith(const CallPointer &call, const Definition &definition)
{
    call->answer(writeAnswer(definitionRecord(definition, call->org())));
}

} // namespace

void createDefinition(const CallPointer &call)
{
    const auto request = call->takeBody<CreateMetricDefinitionRequest>();
    if (!request)
        return call->fail(request.error());
    whenDone(call, call->ports().catalog->create(newDefinition(*request)),
             [call](const DefinitionOutcome &made) {
                 call->answerOnce(writeAnswer(definitionRecord(made.definition, call->org())));
             });
}

void getDefinition(const CallPointer &call)
{
    whenDone(call, call->ports().catalog->find(call->argument()),
             [call](const Definition &found) { answerWith(call, found); });
}

void updateDefinition(const CallPointer &call)
{
    const auto request = call->takeBody<UpdateMetricDefinitionRequest>();
    if (!request)
        return call->fail(request.error());
    whenDone(call, call->ports().catalog->find(call->argument()),
             [call, change = definitionChange(*request)](const Definition &found) {
                 whenDone(call, call->ports().catalog->update(found.id, change),
                          [call](const DefinitionOutcome &changed) {
                              answerWith(call, changed.definition);
                          });
             });
}

void deleteDefinition(const CallPointer &call)
{
    whenDone(call, call->ports().catalog->find(call->argument()), [call](const Definition &found) {
        whenDone(call, call->ports().catalog->remove(found.id),
                 [call](ChangeId) { call->answerEmpty(); });
    });
}

void listDefinitions(const CallPointer &call)
{
    const auto cursor = cursorOf<DefinitionsCursor>(*call, &definitionsCursor);
    if (!cursor)
        return call->fail(cursor.error());
    std::optional<QString> after;
    if (*cursor)
        after = (*cursor)->name;
    whenDone(call, call->ports().catalog->page(after, kListingPageSize),
             [call](const DefinitionPage &found) {
                 Page<MetricDefinitionRecord> page;
                 for (const Definition &definition : found.definitions)
                     page.items.push_back(definitionRecord(definition, call->org()));
                 if (found.next)
                     page.nextToken = pageToken(DefinitionsCursor{*found.next});
                 call->answer(writeAnswer(page));
             });
}

} // namespace tidemark::roboto

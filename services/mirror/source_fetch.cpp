// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/mirror/source_fetch.h"

#include "model/domain/source_organisation.h"
#include "model/ports/data_ports.h"
#include "model/ports/source_store.h"
#include "services/exchange/await.h"
#include "services/exchange/linked_stop.h"
#include "services/mirror/definition_fetch.h"
#include "services/mirror/record_fetch.h"
#include "services/mirror/session_fetch.h"

#include <QPromise>

#include <memory>

namespace tidemark::mirror {
namespace {

// What was fetched is whole: how far it came is kept.
void noteWhole(Fetching &fetching, const SessionFetch::Found &found)
{
    const FetchRequest &request = fetching.request();
    if (!request.metrics.isEmpty() || fetching.hasWindow())
        return;
    FetchMarks marks;
    marks.fetched = Timestamp::now();
    marks.sessions = found.lastModified;
    fetching.write(fetching.store().noteMarks(fetching.source().id, marks));
}

// Of another organisation nothing is taken.
void checkOrganisation(Fetching &fetching, const FetchMarks &marks)
{
    if (!mustTellOrganisation(fetching.source()))
        return;
    const auto identity = fetching.ask(fetching.api().whoAmI(fetching.stop()),
                                       {RemoteFault::Refused, RemoteFault::NotFound});
    if (!identity)
        return;
    const auto told = organisationToNote(fetching.source(), marks.organisation, *identity);
    if (!told) {
        fetching.fail(told.error());
    } else if (*told) {
        FetchMarks noted;
        noted.organisation = *told;
        fetching.write(fetching.store().noteMarks(fetching.source().id, noted));
    }
}

void fetchAll(Fetching &fetching)
{
    const auto marks = fetching.read(fetching.store().marks(fetching.source().id));
    if (!marks)
        return;
    checkOrganisation(fetching, *marks);
    if (!fetching.mayGoOn())
        return;
    fetching.write(fetching.store().followDeliveries(fetching.source().id));
    if (!fetching.mayGoOn())
        return;
    const QStringList metrics = DefinitionFetch(fetching).run();
    if (!fetching.mayGoOn())
        return;
    SessionFetch sessions(fetching, *marks);
    const SessionFetch::Found found = sessions.run();
    if (!fetching.mayGoOn())
        return;
    RecordFetch(fetching, sessions, found).run(metrics);
    if (fetching.mayGoOn())
        noteWhole(fetching, found);
    fetching.summary().isComplete = fetching.mayGoOn();
}

} // namespace

SourceFetch::SourceFetch(StoreScopes &scopes, RemoteApi &api, StoreScope scope)
    : m_scopes(scopes)
    , m_api(api)
    , m_scope(std::move(scope))
{
    m_thread.setMaxThreadCount(1);
}

SourceFetch::~SourceFetch()
{
    m_stop.request_stop();
    m_thread.waitForDone();
}

QFuture<Result<FetchSummary>> SourceFetch::run(FetchRequest request, ProgressCallback onProgress,
                                               std::stop_token stop)
{
    const auto promise = std::make_shared<QPromise<Result<FetchSummary>>>();
    promise->start();
    m_thread.start([this, promise, request = std::move(request), onProgress = std::move(onProgress),
                    stop = std::move(stop)] {
        promise->addResult(fetch(request, onProgress, stop));
        promise->finish();
    });
    return promise->future();
}

Result<FetchSummary> SourceFetch::fetch(const FetchRequest &request,
                                        const ProgressCallback &onProgress,
                                        const std::stop_token &stop)
{
    StoreScope scope = m_scope;
    scope.mirrorOf = request.source;
    const DataPorts ports = m_scopes.portsFor(scope);
    auto source = exchange::await(ports.sources->find(request.source));
    if (!source)
        return failure(source.error());
    const exchange::LinkedStop linked(stop, m_stop.get_token());
    Fetching fetching(*ports.mirror, *ports.outbox, m_api, std::move(*source), request, onProgress,
                      linked.token());
    fetchAll(fetching);
    return std::move(fetching.summary());
}

} // namespace tidemark::mirror

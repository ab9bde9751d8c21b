// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_receiver.h"

#include "services/otlp/otlp_answer.h"
#include "services/otlp/otlp_request.h"

#include <QSysInfo>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

http::HttpServerOptions httpOptions(const OtlpReceiverOptions &options)
{
    http::HttpServerOptions http;
    http.address = options.address;
    http.port = options.port;
    http.isOpenToOthers = options.isOpenToOthers;
    if (options.isOpenToOthers) {
        const QString name = QSysInfo::machineHostName();
        http.hostNames = {name, QString(name % u".local"_s)};
    }
    http.bodyTypes = {}; // judged below, since OTLP wants 415
    http.limits = options.limits;
    http.errorBody = &refusalBody;
    http.judge = [](const http::HttpRequest &head, const http::HeadFraming & /*framing*/,
                    http::HeadVerdict verdict) {
        if (auto refusal = refusalOfHead(head))
            verdict.refuse(*std::move(refusal));
        else
            verdict.admit();
    };
    return http;
}

} // namespace

OtlpReceiver::OtlpReceiver(OtlpSink &sink, const OtlpReceiverOptions &options)
    : m_queue(sink, options.queuedRequests)
    , m_http(httpOptions(options), [this](http::HttpRequest request, http::HttpReply reply) {
        if (auto refusal = refusalOfHead(request))
            reply.answer(*std::move(refusal));
        else
            m_queue.push(std::move(request), std::move(reply));
    })
{}

OtlpReceiver::~OtlpReceiver()
{
    stop();
}

Result<quint16> OtlpReceiver::start()
{
    return m_http.start();
}

void OtlpReceiver::stop()
{
    m_http.stop();
    m_queue.stop();
}

} // namespace tidemark::otlp

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/network.h"

#include "services/http/asio_transport.h"
#include "services/logging.h"

#include <QCoreApplication>
#include <QFile>

#include <exception>
#include <list>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

using namespace Qt::StringLiterals;

namespace asio = boost::asio;

namespace tidemark::http {
namespace {

struct NetworkText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::http::NetworkText)
};

using asio::ip::tcp;
using boost::system::error_code;

constexpr int kFreePortTries = 20; ///< for a free port that is free on every address

/// One listening socket and the pause it makes when there are no descriptors.
struct Listener
{
    explicit Listener(asio::io_context &io)
        : acceptor(io)
        , pause(io)
    {}

    tcp::acceptor acceptor;
    asio::steady_timer pause;
    bool isShort = false;  ///< of descriptors, and said so
    bool madeRoom = false; ///< for the connection that waits
};

bool isShortage(const error_code &error)
{
    return error == asio::error::no_descriptors || error == asio::error::no_memory ||
           error == asio::error::no_buffer_space ||
           error == boost::system::errc::too_many_files_open_in_system;
}

QString systemText(const error_code &error)
{
    return QString::fromLocal8Bit(error.message().c_str());
}

tl::unexpected<Error> cannotListen(const QString &address, quint16 port, const error_code &error)
{
    const QString detail = u"%1 port %2: %3"_s.arg(address).arg(port).arg(systemText(error));
    if (error == asio::error::address_in_use)
        return failure(ErrorCode::AlreadyExists,
                       NetworkText::tr("Could not listen on port %1: another program uses it. "
                                       "Choose another port.")
                           .arg(port),
                       detail);
    if (error == asio::error::access_denied)
        return failure(ErrorCode::PermissionDenied,
                       NetworkText::tr("Could not listen on port %1: the system does not allow it. "
                                       "Choose a port above 1023.")
                           .arg(port),
                       detail);
    return failure(ErrorCode::Network,
                   NetworkText::tr("Could not listen on the address %1. Choose an address of this "
                                   "machine.")
                       .arg(address),
                   detail);
}

error_code bind(Listener &listener, const tcp::endpoint &endpoint, int backlog)
{
    error_code error;
    listener.acceptor.open(endpoint.protocol(), error);
    if (!error)
        listener.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && endpoint.address().is_v6())
        listener.acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error)
        listener.acceptor.bind(endpoint, error);
    if (!error)
        listener.acceptor.listen(backlog, error);
    return error;
}

// Nothing without TLS.
Result<std::optional<asio::ssl::context>> tlsOf(const NetworkOptions &options)
{
    if (options.certificateFile.isEmpty() && options.keyFile.isEmpty())
        return std::optional<asio::ssl::context>();
    std::optional<asio::ssl::context> tls(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    error_code error;
    // Without a callback OpenSSL would ask for a pass phrase on the terminal.
    tls->set_password_callback([](auto...) { return std::string(); }, error);
    tls->use_certificate_chain_file(QFile::encodeName(options.certificateFile).toStdString(),
                                    error);
    if (error)
        return failure(ErrorCode::InvalidArgument,
                       NetworkText::tr("Could not use the certificate \"%1\". It must be a file in "
                                       "PEM format that you may read.")
                           .arg(options.certificateFile),
                       systemText(error));
    tls->use_private_key_file(QFile::encodeName(options.keyFile).toStdString(),
                              asio::ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(tls->native_handle()) != 1)
        return failure(ErrorCode::InvalidArgument,
                       NetworkText::tr("Could not use the key \"%1\". It must be the certificate's "
                                       "own key, in PEM format and without a pass phrase.")
                           .arg(options.keyFile),
                       systemText(error));
    return tls;
}

} // namespace

struct Network::Impl
{
    [[nodiscard]] Result<void> listen(const NetworkOptions &options);
    [[nodiscard]] Result<void> listenOnce(const NetworkOptions &options);
    void accept(Listener &listener);
    void onAccepted(Listener &listener, error_code error, tcp::socket socket);
    void onShortage(Listener &listener, const error_code &error);
    void rest(Listener &listener);

    asio::io_context io{1};
    std::optional<asio::ssl::context> tls;
    std::list<Listener> listeners;
    asio::steady_timer alarm{io};
    std::chrono::milliseconds acceptPause{};
    quint16 port = 0;
    Callbacks callbacks;
};

Result<void> Network::Impl::listenOnce(const NetworkOptions &options)
{
    listeners.clear();
    port = options.port;
    for (const QString &address : options.addresses) {
        error_code error;
        const auto ip = asio::ip::make_address(address.toStdString(), error);
        if (error)
            return failure(ErrorCode::InvalidArgument,
                           NetworkText::tr("\"%1\" is no address to listen on. Give numbers, as in "
                                           "127.0.0.1, or \"localhost\".")
                               .arg(address));
        Listener &listener = listeners.emplace_back(io);
        error = bind(listener, tcp::endpoint(ip, port), options.backlog);
        const bool isAbsent = error == asio::error::address_family_not_supported ||
                              error == boost::system::errc::address_not_available;
        if (isAbsent && ip.is_v6() && ip.is_loopback() && listeners.size() > 1) {
            listeners.pop_back(); // a machine without IPv6
            continue;
        }
        if (error)
            return cannotListen(address, port, error);
        port = listener.acceptor.local_endpoint(error).port();
    }
    return {};
}

Result<void> Network::Impl::listen(const NetworkOptions &options)
{
    for (int i = 0;; ++i) {
        auto done = listenOnce(options);
        const bool isTaken = !done && done.error().code == ErrorCode::AlreadyExists;
        if (!isTaken || options.port != 0 || i >= kFreePortTries)
            return done;
    }
}

void Network::Impl::accept(Listener &listener)
{
    listener.acceptor.async_accept([this, &listener](error_code error, tcp::socket socket) {
        onAccepted(listener, error, std::move(socket));
    });
}

void Network::Impl::onAccepted(Listener &listener, error_code error, tcp::socket socket)
{
    if (!listener.acceptor.is_open())
        return;
    if (isShortage(error))
        return onShortage(listener, error);
    listener.madeRoom = false;
    accept(listener); // first, so that nothing that fails below ends it
    if (error)
        return; // it belongs to the one connection
    listener.isShort = false;
    if (auto transport = makeTransport(std::move(socket), tls ? &*tls : nullptr))
        callbacks.accepted(std::move(transport));
}

// Room is made once for each connection: where somebody else takes the descriptors, nothing is won.
void Network::Impl::onShortage(Listener &listener, const error_code &error)
{
    listener.madeRoom = !listener.madeRoom && error == asio::error::no_descriptors &&
                        callbacks.makeRoom && callbacks.makeRoom();
    if (listener.madeRoom)
        accept(listener);
    else
        rest(listener);
}

void Network::Impl::rest(Listener &listener)
{
    if (!std::exchange(listener.isShort, true))
        qCWarning(lcServices, "The server accepts no connections: out of file descriptors.");
    listener.pause.expires_after(acceptPause);
    listener.pause.async_wait([this, &listener](error_code error) {
        if (!error && listener.acceptor.is_open())
            accept(listener);
    });
}

Network::Network(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{}

Network::~Network() = default;

Result<std::unique_ptr<Network>> Network::open(const NetworkOptions &options)
{
    auto impl = std::make_unique<Impl>();
    impl->acceptPause = options.acceptPause;
    auto tls = tlsOf(options);
    if (!tls)
        return failure(tls.error());
    impl->tls = *std::move(tls);
    if (auto listening = impl->listen(options); !listening)
        return failure(listening.error());
    return std::unique_ptr<Network>(new Network(std::move(impl)));
}

quint16 Network::port() const noexcept
{
    return m_impl->port;
}

void Network::run(Callbacks callbacks)
{
    m_impl->callbacks = std::move(callbacks);
    for (Listener &listener : m_impl->listeners)
        m_impl->accept(listener);
    for (;;) {
        try {
            m_impl->io.run();
            return;
        } catch (const std::exception &error) {
            qCWarning(lcServices, "A request failed inside the server: %s", error.what());
        }
    }
}

void Network::post(std::function<void()> call)
{
    asio::post(m_impl->io, std::move(call));
}

void Network::setAlarm(Instant at)
{
    m_impl->alarm.expires_at(at);
    m_impl->alarm.async_wait([this](error_code error) {
        if (!error)
            m_impl->callbacks.alarm();
    });
}

void Network::clearAlarm()
{
    m_impl->alarm.cancel();
}

void Network::stopAccepting()
{
    error_code ignored;
    for (Listener &listener : m_impl->listeners) {
        listener.acceptor.close(ignored);
        listener.pause.cancel();
    }
}

} // namespace tidemark::http

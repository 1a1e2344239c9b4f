/* Asks each address given, and ends with 0 when all answer: http://host[:port]/path must say 200, tcp://host:port must accept.
 * Without an address it asks this machine's http://127.0.0.1:$VANTA_HTTP_PORT/health/live. The image has no shell and no curl; this is
 * its health check and the chart's test. */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { TIMEOUT_SECONDS = 5, HOST_MAX = 255, PORT_MAX = 5, PATH_MAX_HERE = 512 };

static int refuse(const char *address, const char *why)
{
    fprintf(stderr, "vanta-reachable: %s: %s\n", address, why);
    return 1;
}

static int connect_to(const char *host, const char *port, const char **why)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    int status = getaddrinfo(host, port, &hints, &found);
    if (status != 0) {
        *why = gai_strerror(status);
        return -1;
    }
    int fd = -1;
    for (struct addrinfo *a = found; a != NULL && fd < 0; a = a->ai_next) {
        struct timeval limit = {.tv_sec = TIMEOUT_SECONDS};
        fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit); /* bounds connect() too */
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
            *why = strerror(errno);
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

static int ask(const char *address)
{
    char host[HOST_MAX + 1], port[PORT_MAX + 1] = "80", path[PATH_MAX_HERE + 1] = "/";
    const char *why = "no address";
    int http = strncmp(address, "http://", 7) == 0;
    if (!http && strncmp(address, "tcp://", 6) != 0)
        return refuse(address, "not http://host[:port]/path and not tcp://host:port");
    const char *rest = address + (http ? 7 : 6);
    size_t length = strcspn(rest, ":/");
    if (length == 0 || length > HOST_MAX)
        return refuse(address, "no host");
    memcpy(host, rest, length);
    host[length] = '\0';
    rest += length;
    if (*rest == ':') {
        length = strspn(++rest, "0123456789");
        if (length == 0 || length > PORT_MAX)
            return refuse(address, "no port");
        memcpy(port, rest, length);
        port[length] = '\0';
        rest += length;
    } else if (!http) {
        return refuse(address, "no port");
    }
    if (*rest == '/') {
        if (strlen(rest) > PATH_MAX_HERE)
            return refuse(address, "path too long");
        strcpy(path, rest);
    } else if (*rest != '\0') {
        return refuse(address, "stray text after the port");
    }

    int fd = connect_to(host, port, &why);
    if (fd < 0)
        return refuse(address, why);
    if (!http) {
        close(fd);
        return 0;
    }
    char text[HOST_MAX + PATH_MAX_HERE + 128];
    int written = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n", path, host, port);
    ssize_t sent = send(fd, text, (size_t)written, MSG_NOSIGNAL);
    size_t have = 0;
    while (sent == written && have < 12) { /* "HTTP/1.1 200" */
        ssize_t got = recv(fd, text + have, sizeof text - 1 - have, 0);
        if (got <= 0)
            break;
        have += (size_t)got;
    }
    close(fd);
    text[have] = '\0';
    if (have < 12)
        return refuse(address, "no answer");
    if (strncmp(text, "HTTP/1.", 7) != 0 || strncmp(text + 8, " 200", 4) != 0) {
        text[strcspn(text, "\r\n")] = '\0';
        return refuse(address, text);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int status = 0;
    if (argc < 2) {
        char own[64];
        const char *port = getenv("VANTA_HTTP_PORT");
        snprintf(own, sizeof own, "http://127.0.0.1:%s/health/live", port != NULL && *port != '\0' ? port : "8080");
        return ask(own);
    }
    for (int i = 1; i < argc; i++)
        status |= ask(argv[i]);
    return status;
}
